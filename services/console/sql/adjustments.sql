-- no parameters
select
    period, month, employee_id, employee, project, cost_centre, capex, old_minutes, new_minutes,
    old_days, new_days, old_cost, new_cost, currency
from finance.adjustment
order by month, employee, employee_id, project, cost_centre, capex, currency
