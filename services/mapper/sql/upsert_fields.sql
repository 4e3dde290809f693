-- $1 connection, $2 fetched at, $3 ids, $4 names, $5 custom, $6 schema types, $7 schema customs,
-- $8 raw JSON
-- Gives what is new or changed, and whether it is a legacy Epic Link that was not known before.
insert into jira.field as f
    (connection_id, id, name, custom, schema_type, schema_custom, raw, fetched_at)
select $1, n.id, n.name, n.custom, n.schema_type, n.schema_custom, n.raw::jsonb, $2
from unnest($3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[])
    as n (id, name, custom, schema_type, schema_custom, raw)
order by n.id
on conflict (connection_id, id) do update set
    name = excluded.name,
    custom = excluded.custom,
    schema_type = excluded.schema_type,
    schema_custom = excluded.schema_custom,
    raw = excluded.raw,
    fetched_at = excluded.fetched_at
where f.fetched_at <= excluded.fetched_at and f.raw is distinct from excluded.raw
returning id, xmax = 0 and schema_custom = 'com.pyxis.greenhopper.jira:gh-epic-link' as epic_link
