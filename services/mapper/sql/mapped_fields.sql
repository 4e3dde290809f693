-- $1 connection
select field_id from sync.field_mapping where connection_id = $1
