-- $1 connection
-- Accounts of people that are not yet known as an employee, nor as nobody.
select a.account_id, a.display_name, a.email, a.account_type, a.active
from jira.account as a
where a.connection_id = $1
    and coalesce(a.account_type, 'atlassian') not in ('app', 'customer')
    and not exists (
        select from pms.employee_mapping as m
        where m.connection_id = a.connection_id and m.account_id = a.account_id
    )
order by a.display_name, a.account_id
