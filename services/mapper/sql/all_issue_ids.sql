-- $1 connection
select id from jira.issue where connection_id = $1 order by id
