-- $1 connection, $2 project ids
-- In projects mode each Jira project is a PMS project.
insert into pms.project as p (connection_id, source_kind, jira_id, key, name)
select j.connection_id, 'project', j.id, j.key, j.name
from jira.project as j
left join pms.project as old
    on old.connection_id = j.connection_id and old.source_kind = 'project' and old.jira_id = j.id
where j.connection_id = $1
    and j.id = any($2::bigint[])
    and (old.id is null or (old.key, old.name) is distinct from (j.key, j.name))
order by j.id
on conflict (connection_id, source_kind, jira_id) do update set
    key = excluded.key,
    name = excluded.name
