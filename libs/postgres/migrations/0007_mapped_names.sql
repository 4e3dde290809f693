-- What mapped fields and chosen options were called when they were chosen: a rename is noticed and
-- said. And how far the last phase of a run is.

alter table sync.field_mapping
    add column field_name text,
    add column option_labels jsonb not null default '{}';
comment on column sync.field_mapping.field_name is 'What Jira called the field when it was mapped.';
comment on column sync.field_mapping.option_labels is
    'Labels of the options by id, as when they were chosen, or first read after.';
update sync.field_mapping as m
set field_name = f.name
from jira.field as f
where f.connection_id = m.connection_id and f.id = m.field_id;

-- The options in a field's value: one, or a list of them; of a cascading one the child as well.
create function jira.options_of(value jsonb) returns table (id text, label text)
language sql immutable parallel safe
as $$
    select o.id, o.label
    from jsonb_array_elements(
        case jsonb_typeof(value) when 'array' then value else jsonb_build_array(value) end
    ) as e (entry)
    cross join lateral (
        values
            (e.entry ->> 'id', coalesce(e.entry ->> 'value', e.entry ->> 'name')),
            (
                e.entry #>> '{child,id}',
                concat_ws(' / ', e.entry ->> 'value', e.entry #>> '{child,value}')
            )
    ) as o (id, label)
    where o.id is not null
$$;

-- The options of a field that issues carry, how many each, and the label that the newest read told:
-- labels are edited, and issues that were read before keep the old one until they are read again.
create function jira.options_seen(connection bigint, field text)
returns table (id text, label text, issues bigint)
language sql stable parallel safe
as $$
    select g.id, (array_agg(g.label order by g.newest desc, g.label))[1], sum(g.issues)::bigint
    from (
        select o.id, o.label, max(i.fetched_at) as newest, count(*) as issues
        from jira.issue as i
        cross join lateral jira.options_of(i.fields -> field) as o
        where i.connection_id = connection
            and i.state = 'present'
            and jsonb_typeof(i.fields -> field) in ('object', 'array')
        group by o.id, o.label
    ) as g
    group by g.id
$$;

alter table sync.run add column verifying integer not null default 0;
comment on column sync.run.verifying is
    'How many of the wanted issues are looked for because they were not listed.';
