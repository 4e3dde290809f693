-- What finance reads against the months: the ledger line by line over all that was ever booked, its
-- sums by project and cost centre, what is capitalised, and the minutes by task and day.
with ledger as (
    select
        l.employee_id, l.month, l.kind, l.roadmap_project_id as project, l.cost_centre_id as centre,
        l.capex, l.currency, l.minutes * 1000 as thousandths, l.days, l.cost
    from finance.ledger as l
),
months as (
    select
        c.employee_id, c.month, c.kind, c.roadmap_project_id as project, c.cost_centre_id as centre,
        c.capex, c.currency, c.thousandths, c.days, c.cost
    from effort.cost as c
),
pairs as (
    select
        concat_ws(' ', 'ledger', employee_id, month, kind, project, 'centre', centre, capex, currency)
            as what,
        thousandths as told, days as told_days, cost as told_cost, 0 as due, 0 as due_days,
        0 as due_cost
    from ledger
    union all
    select
        concat_ws(' ', 'ledger', employee_id, month, kind, project, 'centre', centre, capex, currency),
        0, 0, 0, thousandths, days, cost
    from months
    union all
    select
        concat_ws(' ', 'project', roadmap_project_id, project, currency), minutes * 1000, days, cost,
        0, 0, 0
    from finance.project
    union all
    select
        concat_ws(' ', 'project', m.project, coalesce(r.name, initcap(m.kind)), m.currency), 0, 0, 0,
        m.thousandths, m.days, m.cost
    from months as m
    left join pms.roadmap_project as r on r.id = m.project
    union all
    select
        concat_ws(' ', 'cost centre', cost_centre_id, currency), minutes * 1000, days, cost, 0, 0, 0
    from finance.cost_centre
    union all
    select concat_ws(' ', 'cost centre', centre, currency), 0, 0, 0, thousandths, days, cost
    from months
    union all
    select
        concat_ws(' ', 'capitalised', roadmap_project_id, cost_centre_id, currency), minutes * 1000,
        days, capitalised, 0, 0, 0
    from finance.capitalisation
    union all
    select concat_ws(' ', 'capitalised', project, centre, currency), 0, 0, 0, thousandths, days, cost
    from months
    where capex
    union all
    select
        concat_ws(' ', 'tasks', date_trunc('month', date)::date, employee_id, roadmap_project_id, capex),
        minutes * 1000, 0, 0, 0, 0, 0
    from api.effort_day
    union all
    select concat_ws(' ', 'tasks', month, employee_id, project, capex), 0, 0, 0, thousandths, 0, 0
    from months
    where kind <> 'unattributed'
),
checked as (
    select
        what, sum(told) as told, sum(due) as due, sum(told_days) as told_days,
        sum(due_days) as due_days, coalesce(sum(told_cost), 0) as told_cost,
        coalesce(sum(due_cost), 0) as due_cost
    from pairs
    group by what
)
select
    count(*) as figures,
    count(*) filter (where (told, told_days, told_cost) <> (due, due_days, due_cost))
        as differences,
    min(format(
        '%s: %s minutes, %s days, cost %s; the months %s, %s, %s', what, told / 1000, told_days,
        told_cost, due / 1000, due_days, due_cost
    )) filter (where (told, told_days, told_cost) <> (due, due_days, due_cost)) as example
from checked
