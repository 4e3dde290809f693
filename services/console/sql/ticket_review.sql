-- $1 connection or null, $2 how many, $3 after how many
-- Tasks that lead to no roadmap project, those with most minutes first: minutes that were counted
-- as Unlinked.
with waiting as (
    select d.connection_id, d.issue_id, sum(d.thousandths)::bigint as thousandths
    from effort.day as d
    where d.roadmap_project_id is null
    group by d.connection_id, d.issue_id
)
select
    c.slug as connection, t.key, t.title, p.key as project, p.name as project_name,
    t.status_name as status, coalesce(w.thousandths, 0) as thousandths,
    count(*) over () as total, (sum(w.thousandths) over ())::bigint as total_thousandths
from pms.task as t
join sync.connection as c on c.id = t.connection_id
left join pms.project as p on p.id = t.pms_project_id and p.active
left join waiting as w on w.connection_id = t.connection_id and w.issue_id = t.issue_id
where p.roadmap_project_id is null
    and (t.state in ('present', 'access_lost') or w.thousandths > 0)
    and t.state <> 'excluded'
    and ($1::bigint is null or t.connection_id = $1)
order by coalesce(w.thousandths, 0) desc, t.connection_id, t.issue_id
limit $2 offset $3
