-- $1 connection
select
    a.account_id, a.display_name, a.email, a.account_type, a.active,
    e.name as employee_name, e.email as employee_email, m.method
from pms.employee_mapping as m
join jira.account as a on a.connection_id = m.connection_id and a.account_id = m.account_id
left join pms.employee as e on e.id = m.employee_id
where m.connection_id = $1
order by a.display_name, a.account_id
