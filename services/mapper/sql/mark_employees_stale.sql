-- $1 employee ids
-- Everything of theirs is reckoned anew.
insert into effort.stale (employee_id, since)
select e.id, '-infinity' from pms.employee as e where e.id = any($1::bigint[]) order by e.id
