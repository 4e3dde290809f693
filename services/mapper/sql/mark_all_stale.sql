-- everything of everybody who has an account, or had effort, is reckoned anew
insert into effort.stale (employee_id, since, bulk)
select e.id, '-infinity', true
from pms.employee as e
where exists (select from pms.employee_mapping as m where m.employee_id = e.id)
    or exists (select from effort.week as w where w.employee_id = e.id)
order by e.id
