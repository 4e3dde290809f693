-- $1 employee, $2 mondays, $3 rows that stand, $4 rows that a draft would have, each as JSON
-- One notice a week that nobody has seen: it tells what stood, and what a draft would have now.
insert into effort.notice as o (employee_id, monday, before, after)
select $1, n.monday, n.before::jsonb, n.after::jsonb
from unnest($2::date[], $3::text[], $4::text[]) as n (monday, before, after)
order by n.monday
on conflict (employee_id, monday) where seen_at is null
do update set after = excluded.after, noticed_at = now()
