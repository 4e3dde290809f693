"""PostgreSQL for every service: the pool, statements from `.sql` files, and migrations."""
