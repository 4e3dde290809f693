-- $1 connection, $2 ids
select id, key, fields::text as fields, fetched_at
from jira.issue
where connection_id = $1 and id = any($2::bigint[])
order by id
for update
