-- $1 employee, $2 dates, $3 connections, $4 issue ids, $5 roadmap projects,
-- $6 thousandths of a minute, $7 capex
insert into effort.day as d
    (employee_id, date, connection_id, issue_id, roadmap_project_id, thousandths, capex)
select $1, n.date, n.connection_id, n.issue_id, n.project, n.thousandths, n.capex
from unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::integer[], $7::boolean[])
    as n (date, connection_id, issue_id, project, thousandths, capex)
order by n.date, n.connection_id, n.issue_id
on conflict (employee_id, date, connection_id, issue_id) do update set
    roadmap_project_id = excluded.roadmap_project_id,
    thousandths = excluded.thousandths,
    capex = excluded.capex
where (d.roadmap_project_id, d.thousandths, d.capex)
    is distinct from (excluded.roadmap_project_id, excluded.thousandths, excluded.capex)
