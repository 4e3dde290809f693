-- $1 run, $2 connection
-- Every stored project in view of the run: how many issues it has, and how many of them are gone.
with covered as materialized (
    select distinct p.project_id
    from sync.run_part as p
    join sync.run as r on r.run = p.run
    where p.run = $1 and p.kind = 'ids' and p.project_id <> all(r.refused)
),
looked as (
    -- `offset 0` keeps the order of the join: of a connection that is new the planner knows nothing,
    -- and would go through all that is wanted for each issue.
    select
        i.project_id,
        count(*) filter (where w.outcome = 'absent' and i.fetched_at <= w.outcome_at) as gone,
        count(*) filter (where w.outcome <> 'absent') as found
    from sync.wanted as w
    cross join lateral (
        select o.project_id, o.fetched_at, o.state
        from jira.issue as o
        where o.connection_id = $2 and o.id = w.issue_id
        offset 0
    ) as i
    where w.run = $1 and w.why = 'absent' and i.state = 'present'
    group by i.project_id
),
counted as (
    select i.project_id, count(*) as issues
    from jira.issue as i
    where i.connection_id = $2 and i.state = 'present'
    group by i.project_id
)
select
    j.id as project_id,
    j.state,
    coalesce(n.issues, 0) as present,
    c.project_id is not null as listed,
    coalesce(l.gone, 0) as gone,
    coalesce(l.found, 0) as found,
    coalesce(j.fetched_at > r.census_started_at and p.told is null, false) as newer
from jira.project as j
join sync.run as r on r.run = $1
left join lateral (
    select true as told from sync.run_part as q
    where q.run = $1 and q.kind = 'roster' and j.id = any(q.ids)
    limit 1
) as p on true
left join covered as c on c.project_id = j.id
left join counted as n on n.project_id = j.id
left join looked as l on l.project_id = j.id
where j.connection_id = $2
order by j.id
