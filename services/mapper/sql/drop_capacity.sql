-- $1 employee, $2 from a month on, $3 first month there is, $4 months there are now
delete from effort.capacity as c
where c.employee_id = $1
    and (c.month < $3 or c.month >= $2 and c.month <> all($4::date[]))
