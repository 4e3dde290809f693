-- $1 connection, $2 issue ids
-- Who changed what these say of CapEx, or what they hang below, and when; the newest first.
select
    t.key, a.at, coalesce(c.display_name, a.author) as author, a.kind, a.from_text, a.to_text,
    a.change_id
from pms.task_activity as a
join pms.task as t on t.connection_id = a.connection_id and t.issue_id = a.issue_id
left join jira.account as c on c.connection_id = a.connection_id and c.account_id = a.author
where a.connection_id = $1
    and a.issue_id = any($2::bigint[])
    and (a.kind = 'parent' or a.kind = 'field' and a.field_id = (
        select m.field_id from sync.field_mapping as m
        where m.connection_id = $1 and m.behaviour = 'capex'
    ))
order by a.at desc, a.change_id desc, a.item desc
