-- $1 run, $2 connection, $3 project id, $4 page, $5 deep, $6 ids, $7 keys
-- New in the mirror, back again, renamed (a changed key does not always change `updated`), below an
-- epic whose key led nowhere (it may be called otherwise by now), all when deep; and in a census of everything a 28th of the rest each day, so that every issue is read
-- again within four weeks, whatever Jira's index says.
with run as (
    select
        scope = '{}'::jsonb as everything,
        coalesce(census_started_at, now()) as at,
        floor(extract(epoch from coalesce(census_started_at, now())) / 86400)::bigint % 28 as slot
    from sync.run where run = $1
),
added as (
    insert into sync.wanted (run, issue_id, why, kind, project_id, page)
    select
        $1, n.id,
        case
            when i.id is null then 'new'
            when $5 then 'deep'
            when i.state <> 'present' or (n.key <> '' and i.key <> n.key) or t.issue_id is not null
                then 'stale'
            else 'scrub'
        end,
        'ids', $3, $4
    from run
    cross join unnest($6::bigint[], $7::text[]) as n (id, key)
    left join jira.issue as i on i.connection_id = $2 and i.id = n.id
    left join pms.task as t
        on t.connection_id = $2 and t.issue_id = n.id
        and t.epic_link is not null and t.parent_issue_id is null
    where i.id is null
        or t.issue_id is not null
        or $5
        or i.state <> 'present'
        or (n.key <> '' and i.key <> n.key)
        or (run.everything and (
            (i.id % 28 = run.slot and i.fetched_at < run.at - interval '1 day')
            or i.fetched_at < run.at - interval '28 days'
        ))
    order by n.id
    on conflict do nothing
    returning 1
)
update sync.run set wanted = wanted + (select count(*) from added) where run = $1
