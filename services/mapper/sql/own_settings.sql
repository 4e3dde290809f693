-- $1 connection
-- Waits until nobody writes with the settings of before: who writes later reads those of now.
select pg_advisory_xact_lock(7105, $1::integer)
