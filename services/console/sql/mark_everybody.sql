-- $1 connection or null: everybody with an account there; null: everybody, also who only had effort
insert into effort.stale (employee_id, since)
select e.id, '-infinity'
from pms.employee as e
where exists (
        select from pms.employee_mapping as m
        where m.employee_id = e.id and ($1::bigint is null or m.connection_id = $1)
    )
    or ($1::bigint is null and exists (select from effort.week as w where w.employee_id = e.id))
order by e.id
