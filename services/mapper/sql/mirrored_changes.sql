-- $1 connection, $2 issue ids
select id, issue_id, created, author, items::text as items
from jira.change
where connection_id = $1 and issue_id = any($2::bigint[])
order by issue_id, created, id
