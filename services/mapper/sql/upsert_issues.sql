-- $1 connection, $2 ids (ascending), $3 keys, $4 project ids, $5 updated, $6 fields JSON,
-- $7 fetched at
-- Gives the ids taken: a row gives way only to a read at least as new.
insert into jira.issue as i (connection_id, id, key, project_id, updated, fields, fetched_at)
select $1, n.id, n.key, n.project_id, n.updated, n.fields::jsonb, n.fetched_at
from unnest($2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[],
        $7::timestamptz[])
    as n (id, key, project_id, updated, fields, fetched_at)
order by n.id
on conflict (connection_id, id) do update set
    key = excluded.key,
    project_id = excluded.project_id,
    updated = excluded.updated,
    fields = excluded.fields,
    fetched_at = excluded.fetched_at
where (excluded.updated, excluded.fetched_at) >= (i.updated, i.fetched_at)
returning id
