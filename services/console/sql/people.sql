-- $1 connection, $2 only people who are nobody here yet
select
    a.account_id, a.display_name, a.email, a.account_type, a.active,
    e.name as employee, e.email as employee_email, m.method
from jira.account as a
left join pms.employee_mapping as m
    on m.connection_id = a.connection_id and m.account_id = a.account_id
left join pms.employee as e on e.id = m.employee_id
where a.connection_id = $1
    and (not $2::boolean or (
        m.account_id is null and coalesce(a.account_type, 'atlassian') not in ('app', 'customer')
    ))
order by a.display_name, a.account_id
