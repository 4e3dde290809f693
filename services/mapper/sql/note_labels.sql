-- $1 connection
-- What chosen options are called, noted as soon as an issue was read that carries one: a field is
-- read because it is mapped, so nobody knows the labels at that time.
update sync.field_mapping as m
set option_labels = s.labels || m.option_labels
from (
    select w.behaviour, jsonb_object_agg(o.id, o.label) as labels
    from sync.field_mapping as w
    cross join lateral jira.options_seen(w.connection_id, w.field_id) as o
    where w.connection_id = $1
        and not w.option_labels ?& w.options
        and o.id = any(w.options)
        and o.label is not null
    group by w.behaviour
) as s
where m.connection_id = $1 and m.behaviour = s.behaviour
