-- $1 connection, $2 run, $3 project ids, $4 states
update jira.project as j
set state = n.state, state_at = r.census_started_at
from unnest($3::bigint[], $4::text[]) as n (id, state), sync.run as r
where j.connection_id = $1 and j.id = n.id and r.run = $2 and j.state <> n.state
