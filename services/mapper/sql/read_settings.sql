-- $1 connection
-- How issues become tasks on this connection. In epics mode a task's project hangs on other issues:
-- whoever writes takes turns, so that a child and its epic cannot miss each other.
select
    c.mode,
    case when c.mode = 'epics' then pg_advisory_xact_lock(7102, c.id::integer) end is null as turn,
    coalesce(m.fields, '{}') as mapped,
    coalesce(e.ids, '{}') as epic_links,
    capex.field_id as capex_field,
    coalesce(capex.options, '{}') as capex_options,
    named.field_id as name_field
from sync.connection as c
left join lateral (
    select array_agg(f.field_id) as fields from sync.field_mapping as f where f.connection_id = c.id
) as m on true
left join lateral (
    select array_agg(f.id order by f.id) as ids from jira.field as f
    where f.connection_id = c.id and f.schema_custom = 'com.pyxis.greenhopper.jira:gh-epic-link'
) as e on true
left join sync.field_mapping as capex
    on capex.connection_id = c.id and capex.behaviour = 'capex'
left join sync.field_mapping as named
    on named.connection_id = c.id and named.behaviour = 'project_name'
where c.id = $1
