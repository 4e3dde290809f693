-- $1 connection, $2 fetched at, each, $3 ids, $4 names, $5 hierarchy levels, $6 sub-task, $7 raw JSON
-- Gives the ids of what is new or changed, and which of them were not known before.
insert into jira.issue_type as t
    (connection_id, id, name, hierarchy_level, subtask, raw, fetched_at)
select $1, n.id, n.name, n.hierarchy_level, n.subtask, n.raw::jsonb, n.at
from unnest($2::timestamptz[], $3::bigint[], $4::text[], $5::integer[], $6::boolean[], $7::text[])
    as n (at, id, name, hierarchy_level, subtask, raw)
left join jira.issue_type as old on old.connection_id = $1 and old.id = n.id
where old.id is null
    or (old.fetched_at <= n.at and (
        (old.name, old.subtask) is distinct from (n.name, n.subtask)
        or (n.raw is not null and old.raw is distinct from n.raw::jsonb)
    ))
order by n.id
on conflict (connection_id, id) do update set
    name = excluded.name,
    hierarchy_level = coalesce(excluded.hierarchy_level, t.hierarchy_level),
    subtask = excluded.subtask,
    raw = coalesce(excluded.raw, t.raw),
    fetched_at = excluded.fetched_at
where t.fetched_at <= excluded.fetched_at
returning id, xmax = 0 as added
