-- $1 run, $2 connection, $3 ids
with run as (
    insert into sync.run (run, connection_id, reason, scope, phase, pages_expected)
    values ($1, $2, 'mapping', '{"fields": true}', 'fetching', 0)
    on conflict (run) do nothing
),
added as (
    insert into sync.wanted (run, issue_id, why, kind, project_id, page)
    select $1, n.id, 'field', 'field', 0, 0
    from unnest($3::bigint[]) as n (id)
    order by n.id
    on conflict do nothing
)
select count(*) from unnest($3::bigint[])
