-- $1 employee
-- A person, and the organisation's rules for them.
select
    coalesce(e.zone, r.zone) as zone,
    coalesce(e.country, r.country) as country,
    case when e.country is null or e.country = r.country then r.subdivision end as subdivision,
    e.start_date, e.end_date,
    r.starts, r.ends, r.weekdays, r.idle_days, r.unworked_minutes,
    coalesce(a.connections, '{}') as connections,
    coalesce(a.accounts, '{}') as accounts
from pms.employee as e
cross join effort.rule as r
left join lateral (
    select
        array_agg(m.connection_id order by m.connection_id, m.account_id) as connections,
        array_agg(m.account_id order by m.connection_id, m.account_id) as accounts
    from pms.employee_mapping as m
    where m.employee_id = e.id
) as a on true
where e.id = $1
