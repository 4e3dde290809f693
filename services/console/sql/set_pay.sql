-- $1 e-mail address, $2 yearly cost, $3 currency, $4 first day it counts or null for always,
-- $5 by whom
-- The amount is not noted beside: who reads what people did need not see what others cost. Gives the
-- name, nothing for an unknown one.
with known as (
    select e.id, e.name, coalesce($4::date, '-infinity') as since
    from pms.employee as e
    where e.email_key = pms.email_key($1)
),
changed as (
    insert into pms.annual_cost as a (employee_id, since, annual_cost, currency)
    select k.id, k.since, $2::numeric, $3::text from known as k
    on conflict (employee_id, since) do update set
        annual_cost = excluded.annual_cost,
        currency = excluded.currency,
        told_at = excluded.told_at
    where (a.annual_cost, a.currency) is distinct from (excluded.annual_cost, excluded.currency)
    returning a.employee_id, a.since
),
noted as (
    insert into sync.audit (by, act, what)
    select $5::text, 'employee.paid', jsonb_build_object('employee', c.employee_id, 'since', c.since)
    from changed as c
),
marked as (
    insert into effort.stale (employee_id, since)
    select c.employee_id, c.since from changed as c
)
select name from known
