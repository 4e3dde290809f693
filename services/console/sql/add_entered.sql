-- $1 employee, $2 monday, $3 source, $4 projects, $5 percentages
insert into effort.entry (employee_id, monday, source, roadmap_project_id, percent)
select $1, $2, $3, n.project, n.percent
from unnest($4::bigint[], $5::numeric[]) as n (project, percent)
order by n.project
