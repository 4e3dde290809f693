-- $1 from and $2 up to dates
-- Months that begin within them.
select
    period, cost_centre_id, cost_centre, currency, minutes, capex_minutes, days, capex_days,
    capex_cost, opex_cost, cost
from finance.cost_centre
where period between $1::date and $2::date
order by period, cost_centre, cost_centre_id, currency
