-- $1 connection, $2 issue ids
-- In epics mode each epic is a PMS project. One that is no epic any more, or of another mode, keeps
-- its row and its links for the day it is again.
with wished as (
    select
        t.issue_id, t.key, t.title, t.named,
        c.mode = 'epics' and t.hierarchy_level = 1 and t.state <> 'excluded' as active,
        case when t.state in ('present', 'excluded') then 'live' else t.state end as state
    from pms.task as t
    join sync.connection as c on c.id = t.connection_id
    left join pms.project as old
        on old.connection_id = $1 and old.source_kind = 'epic' and old.jira_id = t.issue_id
    where t.connection_id = $1
        and t.issue_id = any($2::bigint[])
        and (old.id is not null or (c.mode = 'epics' and t.hierarchy_level = 1))
        and (old.id is null
            or (old.key, old.name, old.active, old.state, old.named) is distinct from (
                t.key, t.title,
                c.mode = 'epics' and t.hierarchy_level = 1 and t.state <> 'excluded',
                case when t.state in ('present', 'excluded') then 'live' else t.state end,
                t.named
            ))
)
insert into pms.project as p
    (connection_id, source_kind, jira_id, key, name, active, state, named)
select $1, 'epic', w.issue_id, w.key, w.title, w.active, w.state, w.named
from wished as w
order by w.issue_id
on conflict (connection_id, source_kind, jira_id) do update set
    key = excluded.key,
    name = excluded.name,
    active = excluded.active,
    state = excluded.state,
    named = excluded.named
returning p.id
