-- $1 employee, $2 mondays
-- What was last noticed of each kept week.
select distinct on (n.monday) n.monday, n.after::text as after
from effort.notice as n
where n.employee_id = $1 and n.monday = any($2::date[])
order by n.monday, n.id desc
