-- $1 employee or null
select count(distinct employee_id) from effort.stale where $1::bigint is null or employee_id = $1
