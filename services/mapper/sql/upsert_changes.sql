-- $1 connection, $2 ids, $3 issue ids, $4 created, $5 authors, $6 items JSON
insert into jira.change as c (connection_id, id, issue_id, created, author, items)
select $1, n.id, n.issue_id, n.created, n.author, n.items::jsonb
from unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[])
    as n (id, issue_id, created, author, items)
order by n.id
on conflict (connection_id, id) do update set
    issue_id = excluded.issue_id,
    created = excluded.created,
    author = excluded.author,
    items = excluded.items
where (c.issue_id, c.created, c.author, c.items)
    is distinct from (excluded.issue_id, excluded.created, excluded.author, excluded.items)
