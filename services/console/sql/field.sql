-- $1 connection, $2 field id
select name, schema_type from jira.field
where connection_id = $1 and id = $2 and missing_since is null
