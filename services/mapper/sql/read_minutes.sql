-- $1 employee, $2 from a date on
-- Minutes by what their cost depends on.
select
    d.date, d.roadmap_project_id as project, d.capex,
    case when d.capex then m.cost_centre_id end as capex_centre,
    sum(d.thousandths)::integer as thousandths
from effort.day as d
left join sync.field_mapping as m
    on m.connection_id = d.connection_id and m.behaviour = 'capex'
where d.employee_id = $1 and d.date >= $2
group by 1, 2, 3, 4
order by 1, 2, 3, 4
