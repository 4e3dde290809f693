-- $1 employee, $2 monday
-- How a week stands, also one that has no row yet; `begun` by the organisation's calendar.
select
    w.status,
    coalesce(
        s.locked, (($2::date + 7)::timestamp at time zone r.zone) + r.lock_after < now()
    ) as locked,
    coalesce(s.overdue, false) as overdue,
    $2::date <= (now() at time zone r.zone)::date as begun,
    effort.seen($1, $2) as seen
from effort.rule as r
left join effort.week as w on w.employee_id = $1 and w.monday = $2
left join effort.week_state as s on s.employee_id = w.employee_id and s.monday = w.monday
