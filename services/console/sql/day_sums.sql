-- Minutes of days by employee, project and CapEx: what a report by these has to tell.
select
    d.employee_id, coalesce(r.name, 'Unlinked') as project, d.capex,
    sum(d.thousandths) / 1000.0 as minutes
from effort.day as d
left join pms.roadmap_project as r on r.id = d.roadmap_project_id
group by 1, 2, 3
