-- $1 connections and $2 ids of history entries
-- What each said of status and assignee, in words.
select
    a.connection_id, a.change_id, a.kind,
    coalesce(nullif(a.from_text, ''), nullif(a.from_id, ''), 'nobody') as before,
    coalesce(nullif(a.to_text, ''), nullif(a.to_id, ''), 'nobody') as after
from (select distinct * from unnest($1::bigint[], $2::bigint[]) as u (connection_id, change_id)) as n
join pms.task_activity as a
    on a.connection_id = n.connection_id and a.change_id = n.change_id
where a.kind in ('status', 'assignee')
order by a.connection_id, a.change_id, a.item
