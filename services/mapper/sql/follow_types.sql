-- $1 connection, $2 issue type ids
-- The same of types: name and level.
update pms.task as t
set type_name = k.name, hierarchy_level = coalesce(k.hierarchy_level, t.hierarchy_level)
from jira.issue_type as k
where k.connection_id = $1
    and k.id = any($2::bigint[])
    and t.connection_id = $1
    and t.type_id = k.id
    and (t.type_name, t.hierarchy_level)
        is distinct from (k.name, coalesce(k.hierarchy_level, t.hierarchy_level))
returning t.issue_id
