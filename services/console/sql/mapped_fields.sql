-- $1 connection
-- The mapped fields: what each was called when it was mapped, and what Jira calls it now.
select
    m.behaviour, m.field_id, m.field_name as name_then, f.name as name_now, f.missing_since
from sync.field_mapping as m
left join jira.field as f on f.connection_id = m.connection_id and f.id = m.field_id
where m.connection_id = $1
order by m.behaviour
