-- $1 employee, $2 since
insert into effort.stale (employee_id, since) values ($1, $2)
