-- $1 employee, $2 monday
-- A week and its person, with the zone in which the person's dates are.
select
    p.email, p.name, w.status, s.overdue, w.available, w.attributed, coalesce(p.zone, r.zone) as zone,
    r.idle_days, r.unworked_minutes
from effort.week as w
join effort.week_state as s on s.employee_id = w.employee_id and s.monday = w.monday
join pms.employee as p on p.id = w.employee_id
cross join effort.rule as r
where w.employee_id = $1 and w.monday = $2
