-- $1 connection, $2 after this id, $3 limit
-- Held: deriving again must not overwrite what a fresher read derives meanwhile.
select id, key, fields::text as fields, fetched_at
from jira.issue
where connection_id = $1 and id > $2
order by id
limit $3
for update
