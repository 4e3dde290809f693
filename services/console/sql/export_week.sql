-- $1 from and $2 up to dates
-- Weeks that begin within them.
select
    w.monday, w.employee_id, e.name as employee, w.status, w.source,
    coalesce(r.name, 'Unlinked') as project, w.percent, w.available_minutes, w.attributed_minutes
from api.effort_week as w
join pms.employee as e on e.id = w.employee_id
left join pms.roadmap_project as r on r.id = w.roadmap_project_id
where w.monday between $1::date and $2::date
order by w.monday, w.employee_id, w.roadmap_project_id
