-- $1 connection
-- Whoever has an account there is reckoned anew.
insert into effort.stale (employee_id, since, bulk)
select distinct m.employee_id, '-infinity'::date, true
from pms.employee_mapping as m
where m.connection_id = $1 and m.employee_id is not null
order by m.employee_id
