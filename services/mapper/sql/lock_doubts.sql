-- Doubts are of tasks, which people share: one reckoning at a time writes them, up to its commit.
select pg_advisory_xact_lock(7106)
