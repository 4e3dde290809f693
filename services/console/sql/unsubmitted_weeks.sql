-- $1 month
-- Weeks with days in the month that nobody answers for, though they tell something.
select e.name as employee, w.monday, w.status
from effort.week as w
join pms.employee as e on e.id = w.employee_id
where w.monday > $1::date - 7
    and w.monday < ($1::date + interval '1 month')::date
    and w.status in ('not_submitted', 'rejected')
    and exists (
        select from effort.entry as n where n.employee_id = w.employee_id and n.monday = w.monday
    )
order by e.name, w.monday
