-- $1 connection, $2 account ids
-- What was matched by an address that is another's now, or nobody's.
delete from pms.employee_mapping as m
using jira.account as a, pms.employee as e
where m.connection_id = $1
    and m.account_id = any($2::text[])
    and m.method = 'email'
    and a.connection_id = m.connection_id
    and a.account_id = m.account_id
    and e.id = m.employee_id
    and (a.email_key is distinct from e.email_key
        or coalesce(a.account_type, 'atlassian') in ('app', 'customer'))
returning m.employee_id
