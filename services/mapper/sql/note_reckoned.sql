-- $1 employee, $2 up to when
insert into effort.reckoned (employee_id, until) values ($1, $2)
on conflict (employee_id) do update set until = excluded.until
