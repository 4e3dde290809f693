-- $1 from and $2 up to dates
-- Months that begin within them; what was capitalised to date counts all before as well.
select
    period, closed, roadmap_project_id, project, cost_centre_id, cost_centre, currency, minutes,
    days, capitalised, capitalised_to_date
from finance.capitalisation
where period between $1::date and $2::date
order by period, project, roadmap_project_id, cost_centre, currency
