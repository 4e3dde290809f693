-- $1 run, $2 ids
insert into sync.wanted (run, issue_id, why, kind, project_id, page)
select $1, n.id, 'field', 'field', 0, 0
from unnest($2::bigint[]) as n (id)
order by n.id
on conflict do nothing
