-- $1 run, $2 connection, $3 sample
-- What is stored in a listed project and on none of the run's pages; and of each project that is on
-- no roster a sample. Each is read by id: the census alone proves nothing, for the index lags.
-- (`except` sorts or hashes whatever the planner guesses of the lists; an anti-join may not.)
with covered as materialized (
    select distinct p.project_id
    from sync.run_part as p
    join sync.run as r on r.run = p.run
    where p.run = $1 and p.kind = 'ids' and p.project_id <> all(r.refused)
),
roster as materialized (
    select unnest(p.ids) as id from sync.run_part as p where p.run = $1 and p.kind = 'roster'
),
unlisted as (
    select i.id
    from jira.issue as i
    where i.connection_id = $2
        and i.state = 'present'
        and i.project_id in (select c.project_id from covered as c)
    except
    select unnest(p.ids) from sync.run_part as p where p.run = $1 and p.kind = 'ids'
),
sampled as (
    select s.id, j.id as project_id
    from jira.project as j
    cross join lateral (
        select i.id from jira.issue as i
        where i.connection_id = $2 and i.project_id = j.id and i.state = 'present'
        order by i.id desc
        limit $3
    ) as s
    where j.connection_id = $2
        and exists (select from sync.run_part as p where p.run = $1 and p.kind = 'roster')
        and not exists (select from roster as r where r.id = j.id)
),
added as (
    insert into sync.wanted (run, issue_id, why, kind, project_id, page)
    select $1, u.id, 'absent', 'absent', u.project_id, 0
    from (
        select i.id, i.project_id
        from unlisted as n
        cross join lateral (
            select o.id, o.project_id
            from jira.issue as o
            where o.connection_id = $2 and o.id = n.id
            offset 0
        ) as i
        union
        select s.id, s.project_id from sampled as s
    ) as u
    order by u.id
    on conflict do nothing
    returning 1
)
update sync.run as r
set wanted = r.wanted + a.number, verifying = r.verifying + a.number
from (select count(*) as number from added) as a
where r.run = $1
