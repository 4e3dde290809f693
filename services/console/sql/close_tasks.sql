-- $1 closing
insert into effort.closed_task (
    closing_id, month, employee_id, connection_id, issue_id, roadmap_project_id, capex, thousandths
)
select
    $1, b.month, b.employee_id, d.connection_id, d.issue_id, d.roadmap_project_id, d.capex,
    sum(d.thousandths)
from (
    select distinct month, employee_id from effort.closed_cost where closing_id = $1
) as b
join effort.day as d
    on d.employee_id = b.employee_id
    and d.date >= b.month
    and d.date < (b.month + interval '1 month')::date
group by b.month, b.employee_id, d.connection_id, d.issue_id, d.roadmap_project_id, d.capex
