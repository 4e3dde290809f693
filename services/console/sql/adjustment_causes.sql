-- no parameters
-- What is behind the adjustments, by month and person: each task whose minutes, project or CapEx is
-- another one, each row that a person entered, working days and yearly cost; else only the cost
-- centres changed. Of a task also the change behind it, as far as it is known.
with person as materialized (
    select a.month, a.employee_id, b.closing_id
    from (select distinct month, employee_id from effort.adjustment) as a
    left join lateral (
        select max(k.closing_id) as closing_id
        from effort.closed_cost as k
        join effort.closed_month as m on m.closing_id = k.closing_id
        where k.month = a.month and k.employee_id = a.employee_id
    ) as b on true
),
task_now as (
    select
        p.month, p.employee_id, d.connection_id, d.issue_id, d.roadmap_project_id, d.capex,
        sum(d.thousandths) as thousandths
    from person as p
    join effort.day as d
        on d.employee_id = p.employee_id
        and d.date >= p.month
        and d.date < (p.month + interval '1 month')::date
    group by 1, 2, 3, 4, 5, 6
),
task as (
    select
        t.month, t.employee_id, t.connection_id, t.issue_id, t.roadmap_project_id, t.capex,
        sum(t.thousandths) filter (where t.booked) as old,
        sum(t.thousandths) filter (where not t.booked) as new
    from (
        select
            true as booked, p.month, p.employee_id, k.connection_id, k.issue_id,
            k.roadmap_project_id, k.capex, k.thousandths
        from person as p
        join effort.closed_task as k
            on k.month = p.month and k.employee_id = p.employee_id and k.closing_id = p.closing_id
        union all
        select false, n.* from task_now as n
    ) as t
    group by 2, 1, 3, 4, 5, 6
    having sum(case when t.booked then -t.thousandths else t.thousandths end) <> 0
),
found as (
    select
        t.month, t.employee_id,
        case
            when sum(coalesce(t.new, 0) - coalesce(t.old, 0)) over one_task <> 0 then 'minutes'
            when bool_or(t.capex) over one_task and bool_or(not t.capex) over one_task then 'capex'
            else 'project'
        end as cause,
        t.connection_id, t.issue_id, null::date as monday, null::text as source,
        t.roadmap_project_id, t.capex, round(coalesce(t.old, 0) / 1000.0, 3)::text as old,
        round(coalesce(t.new, 0) / 1000.0, 3)::text as new
    from task as t
    window one_task as (partition by t.month, t.employee_id, t.connection_id, t.issue_id)
    union all
    select
        f.month, f.employee_id, 'entered', null, null, f.monday, f.source, f.roadmap_project_id,
        null,
        coalesce(sum(f.percent) filter (where f.booked), 0)::text,
        coalesce(sum(f.percent) filter (where not f.booked), 0)::text
    from (
        select
            true as booked, p.month, p.employee_id, k.monday, k.source, k.roadmap_project_id,
            k.percent
        from person as p
        join effort.closed_figure as k
            on k.month = p.month and k.employee_id = p.employee_id and k.closing_id = p.closing_id
        union all
        select
            false, p.month, p.employee_id, n.monday, n.source, n.roadmap_project_id, n.percent
        from person as p
        join effort.figure as n
            on n.employee_id = p.employee_id
            and n.monday > p.month - 7
            and n.monday < (p.month + interval '1 month')::date
    ) as f
    where f.source <> 'pms'
    group by f.month, f.employee_id, f.monday, f.source, f.roadmap_project_id
    having sum(case when f.booked then -f.percent else f.percent end) <> 0
    union all
    select
        p.month, p.employee_id, v.cause, null, null, null, null, null, null, v.old, v.new
    from person as p
    left join effort.closed_capacity as k
        on k.month = p.month and k.employee_id = p.employee_id and k.closing_id = p.closing_id
    left join effort.capacity as n on n.month = p.month and n.employee_id = p.employee_id
    cross join lateral (values
        ('working days', k.days || ' of ' || k.year_days, n.days || ' of ' || n.year_days),
        (
            'yearly cost',
            k.annual_cost || ' ' || k.currency,
            n.annual_cost || ' ' || n.currency
        )
    ) as v (cause, old, new)
    where v.old is distinct from v.new
)
select
    p.month, p.employee_id, coalesce(f.cause, 'cost centre') as cause, t.key, t.title, f.monday,
    f.source, case when f.cause is not null then coalesce(r.name, 'Unlinked') end as project,
    f.capex, f.old, f.new, b.change_id, b.at, b.author, b.kind, b.from_text, b.to_text
from person as p
left join found as f on f.month = p.month and f.employee_id = p.employee_id
left join pms.task as t on t.connection_id = f.connection_id and t.issue_id = f.issue_id
left join pms.roadmap_project as r on r.id = f.roadmap_project_id
left join lateral (
    select a.change_id, a.at, coalesce(c.display_name, a.author) as author, a.kind,
        a.from_text, a.to_text
    from pms.task_activity as a
    left join jira.account as c
        on c.connection_id = a.connection_id and c.account_id = a.author
    where a.connection_id = f.connection_id
        and case f.cause
            when 'minutes' then
                a.issue_id = f.issue_id
                and a.kind in ('status', 'assignee')
                and a.at < (f.month + interval '1 month' + interval '1 day')
            when 'capex' then
                a.issue_id in (
                    select y.issue_id from effort.ancestry(f.connection_id, f.issue_id) as y
                )
                and (a.kind = 'parent' or a.kind = 'field' and a.field_id = (
                    select m.field_id from sync.field_mapping as m
                    where m.connection_id = f.connection_id and m.behaviour = 'capex'
                ))
            else false
        end
    order by a.at desc, a.change_id desc
    limit 1
) as b on true
order by p.month, p.employee_id, f.cause, t.key, f.monday, project, f.capex
