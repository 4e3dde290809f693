-- $1 employee, $2 dates, $3 connections, $4 issue ids, $5 thousandths of a minute, $6 capex,
-- $7 roadmap projects
insert into effort.day as d
    (employee_id, date, connection_id, issue_id, thousandths, capex, roadmap_project_id)
select $1, n.date, n.connection_id, n.issue_id, n.thousandths, n.capex, n.project
from unnest($2::date[], $3::bigint[], $4::bigint[], $5::integer[], $6::boolean[], $7::bigint[])
    as n (date, connection_id, issue_id, thousandths, capex, project)
order by n.date, n.connection_id, n.issue_id
on conflict (employee_id, date, connection_id, issue_id) do update set
    thousandths = excluded.thousandths,
    capex = excluded.capex,
    roadmap_project_id = excluded.roadmap_project_id
where (d.thousandths, d.capex, d.roadmap_project_id)
    is distinct from (excluded.thousandths, excluded.capex, excluded.roadmap_project_id)
