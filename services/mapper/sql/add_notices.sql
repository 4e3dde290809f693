-- $1 employee, $2 mondays, $3 rows that stand, $4 rows that a draft would have, each as JSON
insert into effort.notice (employee_id, monday, before, after)
select $1, n.monday, n.before::jsonb, n.after::jsonb
from unnest($2::date[], $3::text[], $4::text[]) as n (monday, before, after)
order by n.monday
