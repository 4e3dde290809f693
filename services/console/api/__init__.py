"""a program → console: the JSON API under `/api/v1`, for what an admin does by hand."""
