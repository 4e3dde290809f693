-- $1 run, $2 connection
-- Every stored project in view of the run: how many issues it has, and how many of them are gone.
with covered as materialized (
    select distinct p.project_id from sync.run_part as p where p.run = $1 and p.kind = 'ids'
),
looked as (
    select
        i.project_id,
        count(*) filter (where w.outcome = 'absent' and i.fetched_at <= w.outcome_at) as gone,
        count(*) filter (where w.outcome <> 'absent') as found
    from sync.wanted as w
    join jira.issue as i
        on i.connection_id = $2 and i.id = w.issue_id and i.state = 'present'
    where w.run = $1 and w.why = 'absent'
    group by i.project_id
)
select
    j.id as project_id,
    j.state,
    case when l.project_id is null then 0 else (
        select count(*) from jira.issue as i
        where i.connection_id = $2 and i.project_id = j.id and i.state = 'present'
    ) end as present,
    c.project_id is not null as listed,
    coalesce(l.gone, 0) as gone,
    coalesce(l.found, 0) as found
from jira.project as j
left join covered as c on c.project_id = j.id
left join looked as l on l.project_id = j.id
where j.connection_id = $2
order by j.id
