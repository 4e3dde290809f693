-- $1 run, $2 connection
-- A run that stalled does not come back to life beside the one that takes its place.
update sync.run as old
set phase = 'failed', error = 'stalled; a later sync took its place', finished_at = now()
from sync.run as new
where new.run = $1
    and old.connection_id = $2
    and old.run <> new.run
    and old.scope = new.scope
    and old.phase in ('catalogue', 'census', 'fetching', 'verifying')
    and old.progressed_at < now() - interval '15 minutes'
