-- $1 limit
-- Who is to be reckoned anew, the longest waiting first.
select s.employee_id
from effort.stale as s
group by s.employee_id
order by min(s.id)
limit $1
