"""`make demo`: the whole of it on this machine, against a Jira that behaves like Jira Cloud."""
