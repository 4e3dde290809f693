-- Each month's minutes by project and CapEx against the days; its working days against the calendar;
-- its cost against the yearly cost, within the cent that rounding by the year's course leaves.
with pairs as (
    select
        employee_id, month, roadmap_project_id as project, capex, thousandths as told, 0 as due
    from effort.cost
    union all
    select
        employee_id, date_trunc('month', date)::date, roadmap_project_id, capex, 0, thousandths
    from effort.day
),
months as (
    select
        m.employee_id, m.month, m.elapsed, coalesce(sum(c.days), 0) as days, sum(c.cost) as cost,
        m.annual_cost * m.elapsed / m.year_days as due
    from effort.capacity as m
    left join effort.cost as c on c.employee_id = m.employee_id and c.month = m.month
    group by m.employee_id, m.month
),
checked as (
    select
        concat_ws(' ', 'minutes', employee_id, month, project, capex) as what, sum(told) as told,
        sum(due) as due, sum(told) <> sum(due) as differs
    from pairs
    group by employee_id, month, project, capex
    union all
    select concat_ws(' ', 'days', employee_id, month), days, elapsed, days <> elapsed
    from months
    union all
    select
        concat_ws(' ', 'cost', employee_id, month), cost, round(due, 4),
        abs(coalesce(cost, 0) - coalesce(due, 0)) > 0.01
    from months
)
select
    count(*) as figures, count(*) filter (where differs) as differences,
    min(format('%s: %s, should be %s', what, told, due)) filter (where differs) as example
from checked
