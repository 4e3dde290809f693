-- $1 connection, $2 part of a name or id, or null: the custom fields, and whatever is mapped
select
    f.id, f.name, f.schema_type as type, f.raw #>> '{schema,items}' as items, f.schema_custom as kind,
    f.missing_since,
    array(
        select m.behaviour from sync.field_mapping as m
        where m.connection_id = f.connection_id and m.field_id = f.id
        order by m.behaviour
    ) as means
from jira.field as f
where f.connection_id = $1
    and (
        $2::text is null
        or strpos(lower(f.name), lower($2)) > 0
        or strpos(lower(f.id), lower($2)) > 0
    )
    and (f.custom or exists (
        select from sync.field_mapping as m
        where m.connection_id = f.connection_id and m.field_id = f.id
    ))
order by lower(f.name), f.id
