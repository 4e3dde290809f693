-- $1 connection, $2 after this id, $3 limit
select id from jira.issue where connection_id = $1 and id > $2 order by id limit $3
