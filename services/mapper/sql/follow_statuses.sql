-- $1 connection, $2 status ids
-- A status that was renamed, or moved to another category, changes no `updated` of its issues.
update pms.task as t
set status_name = s.name, status_category = s.category
from jira.status as s
where s.connection_id = $1
    and s.id = any($2::bigint[])
    and t.connection_id = $1
    and t.status_id = s.id
    and (t.status_name, t.status_category) is distinct from (s.name, s.category)
