-- $1 connection, $2 account id, $3 an employee's e-mail address, or null: the account is nobody
insert into pms.employee_mapping (connection_id, account_id, employee_id, method)
select a.connection_id, a.account_id, e.id, 'manual'
from jira.account as a
left join pms.employee as e on e.email_key = pms.email_key($3)
where a.connection_id = $1
    and a.account_id = $2
    and ($3::text is null or e.id is not null)
on conflict (connection_id, account_id) do update set
    employee_id = excluded.employee_id, method = 'manual', mapped_at = now()
returning account_id
