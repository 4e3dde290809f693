-- $1 employee, $2 from a Monday on
select
    f.monday, f.source <> 'pms' as entered, f.roadmap_project_id as project,
    (f.percent * 100)::integer as hundredths
from effort.figure as f
where f.employee_id = $1 and f.monday >= $2
order by f.monday, f.roadmap_project_id
