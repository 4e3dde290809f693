-- Each drafted row of a week against the days of its project, its share against its minutes by
-- largest remainder, and each week's minutes against its days.
with shares as (
    select
        e.employee_id, e.monday, e.roadmap_project_id as project, e.thousandths,
        (e.percent * 100)::integer as hundredths,
        e.thousandths::bigint * 10000 / nullif(w.attributed, 0) as whole,
        row_number() over (
            partition by e.employee_id, e.monday
            order by
                e.thousandths::bigint * 10000 % nullif(w.attributed, 0) desc,
                e.roadmap_project_id nulls last
        ) as place
    from effort.entry as e
    join effort.week as w on w.employee_id = e.employee_id and w.monday = e.monday
    where e.source = 'pms'
),
days as (
    select
        employee_id, date_trunc('week', date)::date as monday, roadmap_project_id as project,
        sum(thousandths) as of_days
    from effort.day
    group by 1, 2, 3
),
pairs as (
    select 'minutes' as figure, employee_id, monday, project, thousandths as told, 0 as due
    from shares
    union all
    select 'minutes', employee_id, monday, project, 0, of_days from days
    union all
    select
        'share', employee_id, monday, project, hundredths,
        whole + (
            place <= 10000 - sum(whole) over (partition by employee_id, monday)
        )::integer
    from shares
    union all
    select 'week', employee_id, monday, null, attributed, 0 from effort.week
    union all
    select 'week', employee_id, monday, null, 0, of_days from days
),
checked as (
    select
        concat_ws(' ', figure, employee_id, monday, project) as what, sum(told) as told,
        sum(due) as due
    from pairs
    group by figure, employee_id, monday, project
)
select
    count(*) as figures, count(*) filter (where told is distinct from due) as differences,
    min(format('%s: %s, its days %s', what, told, due)) filter (where told is distinct from due)
        as example
from checked
