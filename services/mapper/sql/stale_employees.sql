-- $1 limit
-- Who is to be reckoned anew: first whom somebody's change concerns, then whom a setting's or the time
-- that goes by; among them the longest waiting.
select s.employee_id
from effort.stale as s
group by s.employee_id
order by bool_and(s.bulk), min(s.id)
limit $1
