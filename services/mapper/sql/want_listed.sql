-- $1 run, $2 connection, $3 project id, $4 page, $5 deep, $6 ids, $7 keys
-- New in the mirror, renamed (a changed key does not always change `updated`), or all when deep.
with added as (
    insert into sync.wanted (run, issue_id, why, kind, project_id, page)
    select
        $1, n.id,
        case when i.id is null then 'new' when $5 then 'deep' else 'stale' end,
        'ids', $3, $4
    from unnest($6::bigint[], $7::text[]) as n (id, key)
    left join jira.issue as i on i.connection_id = $2 and i.id = n.id
    where i.id is null or $5 or (n.key <> '' and i.key <> n.key)
    order by n.id
    on conflict do nothing
    returning 1
)
update sync.run set wanted = wanted + (select count(*) from added) where run = $1
