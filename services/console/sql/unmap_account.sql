-- $1 connection, $2 account id
delete from pms.employee_mapping
where connection_id = $1 and account_id = $2 and method = 'manual'
returning account_id
