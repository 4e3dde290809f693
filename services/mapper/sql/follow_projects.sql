-- $1 connection, $2 run
-- The issues of projects that are not live go where their project went, also those that came back in
-- between; those of a project that is live again come back as the census finds them.
update jira.issue as i
set state = j.state, state_at = r.census_started_at
from jira.project as j, sync.run as r
where r.run = $2
    and j.connection_id = $1
    and j.state <> 'live'
    and i.connection_id = $1
    and i.project_id = j.id
    and i.state <> j.state
    and i.state <> 'deleted'
    and i.fetched_at <= r.census_started_at
returning i.id, i.state
