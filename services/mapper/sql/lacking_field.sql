-- $1 connection
-- Issues of the mirror that were never asked for a field that has a meaning now.
select i.id, array_agg(m.field_id order by m.field_id) as fields
from jira.issue as i
join sync.field_mapping as m on m.connection_id = i.connection_id
where i.connection_id = $1
    and i.state = 'present'
    and m.field_id like 'customfield\_%'
    and not i.fields ? m.field_id
group by i.id
order by 2, 1
