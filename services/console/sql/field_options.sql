-- $1 connection, $2 field id
select
    o.id, o.label, o.issues,
    exists (
        select from sync.field_mapping as m
        where m.connection_id = $1 and m.field_id = $2 and o.id = any(m.options)
    ) as chosen
from jira.options_seen($1, $2) as o
order by o.issues desc, o.id
