-- $1 connections and $2 ids of tasks
select
    a.connection_id, a.issue_id, a.change_id, a.item, a.at, a.author, a.kind, a.from_id, a.to_id
from unnest($1::bigint[], $2::bigint[]) as n (connection_id, issue_id)
join pms.task_activity as a on a.connection_id = n.connection_id and a.issue_id = n.issue_id
