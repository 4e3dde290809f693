-- $1 connection, $2 fetched at, $3 ids, $4 keys, $5 names, $6 styles, $7 archived, $8 raw JSON
-- A row that would not change is not even locked: issues of one project come from many batches.
insert into jira.project as p (connection_id, id, key, name, style, archived, raw, fetched_at)
select $1, n.id, n.key, n.name, n.style, n.archived, n.raw::jsonb, $2
from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[])
    as n (id, key, name, style, archived, raw)
left join jira.project as old on old.connection_id = $1 and old.id = n.id
where old.id is null
    or (old.fetched_at <= $2 and (
        (old.key, old.name) is distinct from (n.key, n.name)
        or (n.raw is not null
            and (old.style, old.archived, old.raw)
                is distinct from (n.style, n.archived, n.raw::jsonb))
    ))
order by n.id
on conflict (connection_id, id) do update set
    key = excluded.key,
    name = excluded.name,
    style = coalesce(excluded.style, p.style),
    archived = case when excluded.raw is null then p.archived else excluded.archived end,
    raw = coalesce(excluded.raw, p.raw),
    fetched_at = excluded.fetched_at
where p.fetched_at <= excluded.fetched_at
