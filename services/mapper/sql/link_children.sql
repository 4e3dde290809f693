-- $1 connection, $2 ids and $3 keys of epics
-- Children that came before their epic, and know only its key.
update pms.task as t
set parent_issue_id = n.id
from unnest($2::bigint[], $3::text[]) as n (id, key)
where t.connection_id = $1
    and t.epic_link = n.key
    and t.epic_link is not null
    and t.parent_issue_id is null
returning t.issue_id
