-- $1 connection, $2 behaviour, $3 field id
insert into sync.field_mapping (connection_id, behaviour, field_id) values ($1, $2, $3)
on conflict (connection_id, behaviour) do update set field_id = excluded.field_id
