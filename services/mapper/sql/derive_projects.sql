-- $1 connection, $2 project ids, or null for all
-- In projects mode each Jira project is a PMS project; in epics mode its row waits, and keeps its
-- links.
with wished as (
    select
        j.id, j.key, j.name, j.state,
        c.mode = 'projects' and a.project_id is not null as active,
        case when m.field_id = 'project' then j.name end as named
    from jira.project as j
    join sync.connection as c on c.id = j.connection_id
    left join sync.counted_project as a on a.connection_id = c.id and a.project_id = j.id
    left join sync.field_mapping as m on m.connection_id = c.id and m.behaviour = 'project_name'
    where j.connection_id = $1 and ($2::bigint[] is null or j.id = any($2::bigint[]))
)
insert into pms.project as p
    (connection_id, source_kind, jira_id, key, name, active, state, named)
select $1, 'project', w.id, w.key, w.name, w.active, w.state, w.named
from wished as w
left join pms.project as old
    on old.connection_id = $1 and old.source_kind = 'project' and old.jira_id = w.id
where old.id is null
    or (old.key, old.name, old.active, old.state, old.named)
        is distinct from (w.key, w.name, w.active, w.state, w.named)
order by w.id
on conflict (connection_id, source_kind, jira_id) do update set
    key = excluded.key,
    name = excluded.name,
    active = excluded.active,
    state = excluded.state,
    named = excluded.named
