-- $1 from and $2 up to dates
select
    d.date, d.employee_id, e.name as employee, c.slug as connection, d.issue_id, d.key,
    coalesce(r.name, 'Unlinked') as project, d.capex, d.minutes
from api.effort_day as d
join pms.employee as e on e.id = d.employee_id
join sync.connection as c on c.id = d.connection_id
left join pms.roadmap_project as r on r.id = d.roadmap_project_id
where d.date between $1::date and $2::date
order by d.date, d.employee_id, d.connection_id, d.issue_id
