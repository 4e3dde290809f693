-- $1 employee, $2 mondays, $3 available, $4 attributed
insert into effort.week as w (employee_id, monday, available, attributed)
select $1, n.monday, n.available, n.attributed
from unnest($2::date[], $3::integer[], $4::integer[]) as n (monday, available, attributed)
order by n.monday
on conflict (employee_id, monday) do update set
    available = excluded.available,
    attributed = excluded.attributed
where (w.available, w.attributed) is distinct from (excluded.available, excluded.attributed)
