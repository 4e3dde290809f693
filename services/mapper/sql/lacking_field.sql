-- $1 connection, $2 after this id, $3 limit
-- Issues of the mirror that were never asked for a field that has a meaning now: a mapped one, or
-- the legacy Epic Link, found by its schema.
with meant as (
    select m.field_id from sync.field_mapping as m
    where m.connection_id = $1 and m.field_id like 'customfield\_%'
    union
    select f.id from jira.field as f
    where f.connection_id = $1 and f.schema_custom = 'com.pyxis.greenhopper.jira:gh-epic-link'
)
select i.id, array_agg(m.field_id order by m.field_id) as fields
from jira.issue as i
join meant as m on not i.fields ? m.field_id
where i.connection_id = $1 and i.id > $2 and i.state = 'present'
group by i.id
order by i.id
limit $3
