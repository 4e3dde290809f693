-- $1 employee, $2 annual costs, $3 currencies, $4 months, $5 working days, $6 those that have begun,
-- $7 working days of the year, $8 working time
insert into effort.capacity as c
    (employee_id, month, days, elapsed, year_days, available, annual_cost, currency)
select $1, n.month, n.days, n.elapsed, n.year_days, n.available, n.annual_cost,
    n.currency
from unnest(
    $2::numeric[], $3::text[], $4::date[], $5::integer[], $6::integer[], $7::integer[], $8::bigint[]
) as n (annual_cost, currency, month, days, elapsed, year_days, available)
order by n.month
on conflict (employee_id, month) do update set
    days = excluded.days,
    elapsed = excluded.elapsed,
    year_days = excluded.year_days,
    available = excluded.available,
    annual_cost = excluded.annual_cost,
    currency = excluded.currency
where (c.days, c.elapsed, c.year_days, c.available, c.annual_cost, c.currency) is distinct from (
    excluded.days, excluded.elapsed, excluded.year_days, excluded.available, excluded.annual_cost,
    excluded.currency
)
