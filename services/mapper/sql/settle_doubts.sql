-- $1 run, $2 connection
-- What earlier runs doubted, this one looked at anew.
update sync.run as old
set phase = 'failed', error = 'nobody decided; a later sync looked again', finished_at = now()
from sync.run as new
where new.run = $1
    and old.connection_id = $2
    and old.run <> $1
    and old.scope = new.scope
    and old.phase = 'needs_confirmation'
