-- $1 connection, $2 change ids, $3 items, $4 issue ids, $5 at, $6 authors, $7 kinds,
-- $8 field ids, $9 from ids, $10 from texts, $11 to ids, $12 to texts
insert into pms.task_activity as a (
    connection_id, change_id, item, issue_id, at, author, kind, field_id,
    from_id, from_text, to_id, to_text
)
select
    $1, n.change_id, n.item, n.issue_id, n.at, n.author, n.kind, n.field_id,
    n.from_id, n.from_text, n.to_id, n.to_text
from unnest($2::bigint[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::text[],
        $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    as n (change_id, item, issue_id, at, author, kind, field_id, from_id, from_text, to_id,
        to_text)
order by n.change_id, n.item
on conflict (connection_id, change_id, item) do update set
    issue_id = excluded.issue_id,
    at = excluded.at,
    author = excluded.author,
    kind = excluded.kind,
    field_id = excluded.field_id,
    from_id = excluded.from_id,
    from_text = excluded.from_text,
    to_id = excluded.to_id,
    to_text = excluded.to_text
where (a.issue_id, a.at, a.author, a.kind, a.from_id, a.from_text, a.to_id, a.to_text)
    is distinct from (excluded.issue_id, excluded.at, excluded.author, excluded.kind,
        excluded.from_id, excluded.from_text, excluded.to_id, excluded.to_text)
returning a.issue_id, a.kind
