-- $1 connection, $2 fetched at, each, $3 ids, $4 keys, $5 names, $6 styles, $7 states, $8 raw JSON
-- A row that would not change is not even locked: issues of one project come from many batches.
-- What an issue shows of its project (no raw JSON) says nothing of the project's state; the states
-- of what is on no roster are a census's to find. Gives the ids of what is new or changed, and which
-- of them were not known before.
insert into jira.project as p (connection_id, id, key, name, style, state, raw, fetched_at)
select $1, n.id, n.key, n.name, n.style, coalesce(n.state, 'live'), n.raw::jsonb, n.at
from unnest($2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    as n (at, id, key, name, style, state, raw)
left join jira.project as old on old.connection_id = $1 and old.id = n.id
where old.id is null
    or (old.fetched_at <= n.at and (
        (old.key, old.name) is distinct from (n.key, n.name)
        or (n.raw is not null and (old.style, old.raw) is distinct from (n.style, n.raw::jsonb))
    ))
order by n.id
on conflict (connection_id, id) do update set
    key = excluded.key,
    name = excluded.name,
    style = coalesce(excluded.style, p.style),
    raw = coalesce(excluded.raw, p.raw),
    fetched_at = excluded.fetched_at
where p.fetched_at <= excluded.fetched_at
returning id, xmax = 0 as added
