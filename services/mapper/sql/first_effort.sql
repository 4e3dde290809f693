-- $1 employee
-- The first date with effort, as far as it is stored; null for none.
select min(date) from effort.day where employee_id = $1
