-- $1 closing
insert into effort.closed_figure
    (closing_id, month, employee_id, monday, source, roadmap_project_id, percent)
select $1, b.month, b.employee_id, f.monday, f.source, f.roadmap_project_id, f.percent
from (
    select distinct month, employee_id from effort.closed_cost where closing_id = $1
) as b
join effort.figure as f
    on f.employee_id = b.employee_id
    and f.monday > b.month - 7
    and f.monday < (b.month + interval '1 month')::date
