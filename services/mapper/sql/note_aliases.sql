-- $1 connection, $2 ids and $3 keys as read now, $4 keys and $5 issue ids as histories tell
insert into jira.issue_alias (connection_id, key, issue_id)
select $1, o.key, o.id
from unnest($2::bigint[], $3::text[]) as n (id, key)
join jira.issue as o on o.connection_id = $1 and o.id = n.id and o.key <> n.key
union
select $1, h.key, h.issue_id
from unnest($4::text[], $5::bigint[]) as h (key, issue_id)
order by 2, 3
on conflict do nothing
