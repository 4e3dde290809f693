-- $1 from and $2 up to dates
-- Months that begin within them.
select
    period, roadmap_project_id, project, currency, minutes, capex_minutes, days, capex_days,
    capex_cost, opex_cost, cost
from finance.project
where period between $1::date and $2::date
order by period, project, roadmap_project_id, currency
