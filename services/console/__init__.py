"""console: what an admin does: connect, test, sync, look; the pages and the command line."""
