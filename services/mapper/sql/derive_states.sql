-- $1 connection, $2 issue ids, or null for all
-- A task is in the lists while its issue is there and its project is one that counts. Of an issue
-- out of sight nothing is known: its task stays in the lists, and says so.
with allowed as materialized (
    select j.id
    from jira.project as j
    left join sync.project_rule as r on r.connection_id = j.connection_id and r.project_id = j.id
    where j.connection_id = $1
        and r.rule is distinct from 'exclude'
        and (r.rule = 'include' or not exists (
            select from sync.project_rule as o where o.connection_id = $1 and o.rule = 'include'
        ))
),
now_is as (
    select
        i.id,
        case
            when i.project_id not in (select a.id from allowed as a) then 'excluded'
            else i.state
        end as state,
        i.state_at
    from jira.issue as i
    where i.connection_id = $1 and ($2::bigint[] is null or i.id = any($2::bigint[]))
)
update pms.task as t
set state = n.state, state_at = n.state_at
from now_is as n
where t.connection_id = $1
    and t.issue_id = n.id
    and (t.state, t.state_at) is distinct from (n.state, n.state_at)
