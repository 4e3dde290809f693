-- $1 connection
-- When the last census of everything that ended well began, by Jira's clock; null before the first.
select max(census_started_at) as started_at
from sync.run
where connection_id = $1 and phase in ('done', 'needs_confirmation') and scope = '{}'::jsonb
