-- $1 employee
-- Whoever decides about a person's weeks takes turns, also with the mapper, which reckons them.
select pg_advisory_xact_lock(7104, $1::integer)
