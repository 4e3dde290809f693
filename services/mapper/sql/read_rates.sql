-- $1 employee
-- What a person costs a year, the oldest first.
select a.since, a.annual_cost, a.currency
from pms.annual_cost as a
where a.employee_id = $1
order by a.since
