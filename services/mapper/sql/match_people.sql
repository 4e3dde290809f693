-- $1 connection, $2 account ids
-- By e-mail address; apps and customers are nobody. A mapping made by hand is never touched, and an
-- address that is hidden now was known before, so it still counts.
insert into pms.employee_mapping as m (connection_id, account_id, employee_id, method)
select a.connection_id, a.account_id, e.id, 'email'
from jira.account as a
join pms.employee as e on e.email_key = a.email_key
where a.connection_id = $1
    and a.account_id = any($2::text[])
    and coalesce(a.account_type, 'atlassian') not in ('app', 'customer')
order by a.account_id
on conflict (connection_id, account_id) do update
    set employee_id = excluded.employee_id, mapped_at = now()
    where m.method = 'email' and m.employee_id <> excluded.employee_id
returning m.employee_id
