-- $1 now, $2 how long ago is long enough
-- Who has a task under way, or weeks that go on, and was last reckoned so long ago.
insert into effort.stale (employee_id, since)
select r.employee_id, (r.until - interval '1 day')::date
from effort.reckoned as r
where r.until <= $1::timestamptz - $2::interval
    and not exists (select from effort.stale as s where s.employee_id = r.employee_id)
order by r.employee_id
