-- $1 closing
insert into effort.closed_capacity
    (closing_id, month, employee_id, days, year_days, annual_cost, currency)
select $1, c.month, c.employee_id, c.days, c.year_days, c.annual_cost, c.currency
from (
    select distinct month, employee_id from effort.closed_cost where closing_id = $1
) as b
join effort.capacity as c on c.month = b.month and c.employee_id = b.employee_id
