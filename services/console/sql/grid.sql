-- $1 from, $2 up to (mondays), $3 employee or null, $4 cost centre's name or null
-- A row for each week of each person, with the figures that count.
select
    w.employee_id, p.email, p.name, w.monday, w.status, s.overdue, s.locked,
    w.available, w.attributed, w.decided_at, w.decided_by, w.reason,
    effort.seen(w.employee_id, w.monday) as seen,
    exists (
        select from effort.stale as t
        where t.employee_id = w.employee_id and t.since < w.monday + 7
    ) as waits,
    coalesce(f.source, 'pms') as source,
    coalesce(f.projects, '{}') as projects,
    coalesce(f.percents, '{}') as percents
from effort.week as w
join effort.week_state as s on s.employee_id = w.employee_id and s.monday = w.monday
join pms.employee as p on p.id = w.employee_id
left join pms.cost_centre as c on c.id = p.cost_centre_id
left join lateral (
    select
        min(g.source) as source,
        array_agg(coalesce(r.name, 'Unlinked') order by r.id nulls last) as projects,
        array_agg(g.percent::text order by r.id nulls last) as percents
    from effort.figure as g
    left join pms.roadmap_project as r on r.id = g.roadmap_project_id
    where g.employee_id = w.employee_id and g.monday = w.monday
) as f on true
where w.monday between $1 and $2
    and ($3::bigint is null or w.employee_id = $3)
    and ($4::text is null or c.name_key = pms.name_key($4))
order by p.name, p.email, w.monday
