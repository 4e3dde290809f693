-- Each task's day against its portions. The day's end is rounded once, over all its tasks: a task
-- differs by less than one and a half thousandths of a minute, the whole day by a half at most.
with told as (
    select
        employee_id, date, connection_id, issue_id, coalesce(d.thousandths, 0) as told,
        coalesce(p.exact, 0) as exact
    from effort.day as d
    full join (
        select
            employee_id, date, connection_id, issue_id,
            sum(extract(epoch from ends - starts) * 1000 / 60 / shared) as exact
        from effort.portion
        group by employee_id, date, connection_id, issue_id
    ) as p using (employee_id, date, connection_id, issue_id)
),
checked as (
    select
        concat_ws(' ', t.employee_id, t.date, t.issue_id) as what, t.told, t.exact,
        abs(t.told - t.exact) >= 1.5 as differs
    from told as t
    union all
    select
        concat_ws(' ', t.employee_id, t.date), sum(t.told), sum(t.exact),
        abs(sum(t.told) - sum(t.exact)) > 0.501
    from told as t
    group by t.employee_id, t.date
)
select
    count(*) as figures, count(*) filter (where differs) as differences,
    min(format('%s: %s, its portions %s', what, told, round(exact, 3))) filter (where differs)
        as example
from checked
