-- $1 how long nothing came
-- A run that does not get on is ended, with what to do; one whose connection waits for a person, or
-- whose doubts do, is not stalled.
update sync.run as r
set phase = 'failed', finished_at = now(),
    error = 'stalled: nothing came for ' || extract(epoch from $1::interval)::integer / 60
        || ' minutes; look at what is parked, then sync again'
from sync.connection as c
where c.id = r.connection_id
    and c.state <> 'needs_attention'
    and r.phase in ('catalogue', 'census', 'fetching', 'verifying')
    and r.progressed_at < now() - $1::interval
returning r.run
