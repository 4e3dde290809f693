-- $1 connection, $2 account id
-- What an account's e-mail address says of it.
select a.email, e.name as employee_name, e.email as employee_email
from jira.account as a
left join pms.employee as e on e.email_key = pms.email_key(a.email)
where a.connection_id = $1 and a.account_id = $2
