-- $1 connection, $2 behaviour, $3 field id, $4 options that mean yes, $5 cost centre
with centre as (
    insert into pms.cost_centre (name)
    select $5::text where $5::text is not null
    on conflict (name_key) do update set name = excluded.name
    returning id
)
insert into sync.field_mapping (connection_id, behaviour, field_id, options, cost_centre_id)
select $1, $2, $3, $4::text[], (select id from centre)
on conflict (connection_id, behaviour) do update set
    field_id = excluded.field_id,
    options = excluded.options,
    cost_centre_id = coalesce(excluded.cost_centre_id, sync.field_mapping.cost_centre_id)
