-- $1 connection, $2 behaviour
delete from sync.field_mapping
where connection_id = $1 and behaviour = $2
returning field_id, field_name
