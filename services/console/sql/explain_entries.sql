-- $1 employee, $2 monday
-- All rows of a week, whichever source; what counts is told by `counts`.
select
    e.source, e.roadmap_project_id as project_id, coalesce(r.name, 'Unlinked') as project,
    (e.percent * 100)::integer as hundredths, e.thousandths,
    exists (
        select from effort.figure as f
        where f.employee_id = e.employee_id and f.monday = e.monday and f.source = e.source
    ) as counts
from effort.entry as e
left join pms.roadmap_project as r on r.id = e.roadmap_project_id
where e.employee_id = $1 and e.monday = $2
order by e.source, e.roadmap_project_id nulls last
