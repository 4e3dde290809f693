-- $1 employee, $2 monday
select f.source, f.roadmap_project_id as project, f.percent::text as percent
from effort.figure as f
where f.employee_id = $1 and f.monday = $2
order by f.roadmap_project_id nulls last
