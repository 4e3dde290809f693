-- $1 employee, $2 currencies, $3 months, $4 kinds, $5 projects, $6 cost centres, $7 capex,
-- $8 thousandths of a minute, $9 ten-thousandths of a working day, $10 cents
insert into effort.cost as c (
    employee_id, month, kind, roadmap_project_id, cost_centre_id, capex, thousandths, days, cost,
    currency
)
select
    $1, n.month, n.kind, n.project, n.centre, n.capex, n.thousandths, n.days / 10000.0,
    n.cents / 100.0, n.currency
from unnest(
    $2::text[], $3::date[], $4::text[], $5::bigint[], $6::bigint[], $7::boolean[], $8::bigint[],
    $9::integer[], $10::bigint[]
) as n (currency, month, kind, project, centre, capex, thousandths, days, cents)
order by n.month, n.kind, n.project, n.centre, n.capex
on conflict (employee_id, month, kind, roadmap_project_id, cost_centre_id, capex) do update set
    thousandths = excluded.thousandths,
    days = excluded.days,
    cost = excluded.cost,
    currency = excluded.currency
where (c.thousandths, c.days, c.cost, c.currency)
    is distinct from (excluded.thousandths, excluded.days, excluded.cost, excluded.currency)
