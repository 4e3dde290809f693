-- $1 connection
-- Whoever has an account there is reckoned anew.
insert into effort.stale (employee_id, since)
select distinct m.employee_id, '-infinity'::date
from pms.employee_mapping as m
where m.connection_id = $1 and m.employee_id is not null
order by m.employee_id
