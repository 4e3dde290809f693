-- $1 connections and $2 ids of tasks looked at
delete from effort.doubt as d
using unnest($1::bigint[], $2::bigint[]) as n (connection_id, issue_id)
where d.connection_id = n.connection_id and d.issue_id = n.issue_id
