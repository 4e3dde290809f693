-- $1 connection
-- The chosen options of mapped fields that were read: how each was labelled then, how it is now, and
-- how many issues carry it.
with seen as materialized (
    select m.behaviour, o.id, o.label, o.issues
    from sync.field_mapping as m
    cross join lateral jira.options_seen(m.connection_id, m.field_id) as o
    where m.connection_id = $1 and m.options <> '{}'
)
select
    m.behaviour, c.option as id, m.option_labels ->> c.option as label_then, s.label as label_now,
    coalesce(s.issues, 0) as issues
from sync.field_mapping as m
join jira.field as f on f.connection_id = m.connection_id and f.id = m.field_id
cross join lateral unnest(m.options) with ordinality as c (option, place)
left join seen as s on s.behaviour = m.behaviour and s.id = c.option
where m.connection_id = $1
    and (f.schema_type like 'option%' or f.raw #>> '{schema,items}' = 'option')
    and exists (
        select from jira.issue as i
        where i.connection_id = $1 and i.state = 'present' and i.fields ? m.field_id
    )
order by m.behaviour, c.place
