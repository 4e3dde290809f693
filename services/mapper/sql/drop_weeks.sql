-- $1 employee, $2 from, $3 mondays that stay
-- Weeks before the first effort, as far as nobody said anything about them.
delete from effort.week as w
where w.employee_id = $1
    and w.monday >= $2
    and w.monday <> all($3::date[])
    and w.status = 'not_submitted'
    and not exists (
        select from effort.entry as e
        where e.employee_id = w.employee_id and e.monday = w.monday and e.source <> 'pms'
    )
