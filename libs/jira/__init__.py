"""Reading Jira Cloud over HTTP: which reads there are, one client, and what its answers mean."""
