-- $1 connection, $2 behaviour, $3 field id, $4 options that mean yes, $5 cost centre
-- What field and options are called now is kept with them.
with centre as (
    insert into pms.cost_centre (name)
    select $5::text where $5::text is not null
    on conflict (name_key) do update set name = excluded.name
    returning id
)
insert into sync.field_mapping
    (connection_id, behaviour, field_id, options, cost_centre_id, field_name, option_labels)
select
    $1, $2, $3, $4::text[], (select id from centre),
    (select f.name from jira.field as f where f.connection_id = $1 and f.id = $3),
    case when $4::text[] = '{}' then '{}' else coalesce((
        select jsonb_object_agg(o.id, o.label)
        from jira.options_seen($1, $3) as o
        where o.id = any($4::text[]) and o.label is not null
    ), '{}') end
on conflict (connection_id, behaviour) do update set
    field_id = excluded.field_id,
    options = excluded.options,
    cost_centre_id = coalesce(excluded.cost_centre_id, sync.field_mapping.cost_centre_id),
    field_name = excluded.field_name,
    option_labels = excluded.option_labels
