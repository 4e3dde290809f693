-- $1 first and $2 last month, $3 by what: month, quarter, project, cost_centre, employee, capex
-- Minutes, days and costs of the ledger; currencies are always apart.
select
    case when 'month' = any($3::text[]) then l.period end as month,
    case when 'quarter' = any($3::text[]) then to_char(l.period, 'YYYY"-Q"Q') end as quarter,
    case when 'project' = any($3::text[]) then l.project end as project,
    case when 'cost_centre' = any($3::text[]) then l.cost_centre end as cost_centre,
    case when 'employee' = any($3::text[]) then l.employee_id end as employee_id,
    case when 'employee' = any($3::text[]) then l.employee end as employee,
    case when 'capex' = any($3::text[]) then l.capex end as capex,
    l.currency, sum(l.minutes) as minutes, sum(l.days) as days, sum(l.cost) as cost
from finance.ledger as l
where l.period between $1::date and $2::date
group by 1, 2, 3, 4, 5, 6, 7, 8
order by 1, 2, 3, 4, 6, 5, 7, 8
