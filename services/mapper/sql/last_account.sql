-- $1 run, $2 connection
-- As whom the last good census of everything was taken; null before the first.
select r.authenticated_as
from sync.run as r
where r.connection_id = $2
    and r.run <> $1
    and r.scope = '{}'::jsonb
    and r.phase in ('done', 'needs_confirmation')
    and r.census_started_at is not null
order by r.census_started_at desc
limit 1
