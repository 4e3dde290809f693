-- $1 connection, $2 issue ids
-- A task is in the lists while its issue is there and its project is one that counts. Of an issue
-- out of sight nothing is known: its task stays in the lists, and says so.
with now_is as (
    select
        i.id,
        case
            when not exists (
                select from sync.counted_project as p
                where p.connection_id = i.connection_id and p.project_id = i.project_id
            ) then 'excluded'
            else i.state
        end as state,
        i.state_at
    from jira.issue as i
    where i.connection_id = $1 and i.id = any($2::bigint[])
)
update pms.task as t
set state = n.state, state_at = n.state_at
from now_is as n
where t.connection_id = $1
    and t.issue_id = n.id
    and (t.state, t.state_at) is distinct from (n.state, n.state_at)
returning t.issue_id
