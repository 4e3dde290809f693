-- $1 employee
-- One reckoning of a person at a time: a later one begins with what the earlier one wrote.
select pg_advisory_xact_lock(7104, $1::integer)
