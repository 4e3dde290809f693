"""mapper: issues and catalogue as Jira told them in, rows in PostgreSQL out."""
