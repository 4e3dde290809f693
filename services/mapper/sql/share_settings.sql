-- $1 connection
-- Whoever writes tasks holds this until the commit, and reads the settings after: see `own_settings`.
select pg_advisory_xact_lock_shared(7105, $1::integer)
