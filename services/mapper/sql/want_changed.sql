-- $1 run, $2 connection, $3 project id, $4 page, $5 ids, $6 updated
with added as (
    insert into sync.wanted (run, issue_id, why, kind, project_id, page)
    select
        $1, n.id, case when i.id is null then 'new' else 'stale' end, 'changed', $3, $4
    from unnest($5::bigint[], $6::timestamptz[]) as n (id, updated)
    left join jira.issue as i on i.connection_id = $2 and i.id = n.id
    where i.id is null or i.updated < n.updated or i.state <> 'present'
    order by n.id
    on conflict do nothing
    returning 1
)
update sync.run set wanted = wanted + (select count(*) from added) where run = $1
