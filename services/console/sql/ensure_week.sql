-- $1 employee, $2 monday
insert into effort.week (employee_id, monday, available, attributed)
values ($1, $2, 0, 0)
on conflict (employee_id, monday) do nothing
