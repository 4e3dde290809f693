-- $1 connection, $2 ids (ascending), $3 keys, $4 project ids, $5 updated, $6 fields JSON,
-- $7 fetched at
-- Gives the ids taken, and whether anything was new: a row gives way only to a read at least as
-- new, and what is gone comes back only by a read after it went. Jira's clock tells whole seconds: what
-- is deleted comes back by a read of a later one.
with old as (
    select o.id, o.updated, o.state
    from jira.issue as o
    where o.connection_id = $1 and o.id = any($2::bigint[])
),
taken as (
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
        fetched_at = excluded.fetched_at,
        state = 'present',
        state_at = case when i.state = 'present' then i.state_at else excluded.fetched_at end
    where (excluded.updated, excluded.fetched_at) >= (i.updated, i.fetched_at)
        and (i.state = 'present'
            or excluded.fetched_at > i.state_at
            or (i.state <> 'deleted' and excluded.fetched_at = i.state_at))
    returning i.id, i.updated
)
select t.id, o.id is null or o.updated < t.updated or o.state <> 'present' as changed
from taken as t
left join old as o on o.id = t.id
