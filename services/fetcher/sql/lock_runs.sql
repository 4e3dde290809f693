-- $1 connection
-- Two wishes that come at once must see each other's run: the second waits here.
select pg_advisory_xact_lock(7103, $1::integer)
