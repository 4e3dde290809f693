"""fetcher: signals and wishes in, what Jira says out; the only service that reads issues."""
