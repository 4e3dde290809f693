-- $1 connection, $2 issue ids, $3 keys
-- Children that came before their epic, and know only its key.
update pms.task as t
set parent_issue_id = n.id
from unnest($2::bigint[], $3::text[]) as n (id, key)
where t.connection_id = $1 and t.epic_link = n.key and t.parent_issue_id is null
