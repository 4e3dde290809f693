-- $1 run
select connection_id, scope = '{}'::jsonb as everything, scope ? 'issues' as named, phase,
    authenticated_as
from sync.run
where run = $1
