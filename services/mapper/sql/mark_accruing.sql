-- $1 now, $2 how long ago is long enough
-- Who has a task under way, or weeks that go on, and was last reckoned so long ago: from where what is
-- still open was opened, for each part of it says what closed the whole.
insert into effort.stale (employee_id, since, bulk)
select
    r.employee_id,
    least((r.until - interval '1 day')::date, (
        select min(p.date) from effort.portion as p
        where p.employee_id = r.employee_id and p.closed_why = 'now'
    )),
    true
from effort.reckoned as r
where r.until <= $1::timestamptz - $2::interval
    and not exists (select from effort.stale as s where s.employee_id = r.employee_id)
order by r.employee_id
