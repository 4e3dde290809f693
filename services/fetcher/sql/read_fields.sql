-- $1 connection
-- The custom fields to ask Jira for: mapped ones, and the legacy Epic Link, found by its schema.
select field_id as id from sync.field_mapping where connection_id = $1
union
select id from jira.field
where connection_id = $1 and schema_custom = 'com.pyxis.greenhopper.jira:gh-epic-link'
