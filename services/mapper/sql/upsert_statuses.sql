-- $1 connection, $2 fetched at, each, $3 ids, $4 names, $5 category keys, $6 project ids, $7 raw JSON
-- Gives the ids of what is new or changed, and which of them were not known before.
insert into jira.status as s (connection_id, id, name, category, project_id, raw, fetched_at)
select $1, n.id, n.name, n.category, n.project_id, n.raw::jsonb, n.at
from unnest($2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[])
    as n (at, id, name, category, project_id, raw)
left join jira.status as old on old.connection_id = $1 and old.id = n.id
where old.id is null
    or (old.fetched_at <= n.at and (
        (old.name, old.category) is distinct from (n.name, n.category)
        or (n.raw is not null and old.raw is distinct from n.raw::jsonb)
    ))
order by n.id
on conflict (connection_id, id) do update set
    name = excluded.name,
    category = excluded.category,
    project_id = coalesce(excluded.project_id, s.project_id),
    raw = coalesce(excluded.raw, s.raw),
    fetched_at = excluded.fetched_at
where s.fetched_at <= excluded.fetched_at
returning id, xmax = 0 as added
