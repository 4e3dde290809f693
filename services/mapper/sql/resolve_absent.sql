-- $1 run, $2 connection, $3 project ids, $4 state
-- What the census did not list and a read by id did not find, unless it was read since.
update jira.issue as i
set state = $4, state_at = w.outcome_at
from sync.wanted as w
where w.run = $1
    and w.why = 'absent'
    and w.outcome = 'absent'
    and i.connection_id = $2
    and i.id = w.issue_id
    and i.project_id = any($3::bigint[])
    and i.state = 'present'
    and i.fetched_at <= w.outcome_at
returning i.id
