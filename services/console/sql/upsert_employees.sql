-- $1 e-mail addresses, $2 names, $3 start dates, $4 end dates, $5 annual costs, $6 currencies,
-- $7 cost centres' names, $8 time zones, $9 countries
-- What is not told overwrites nothing; a currency alone never says a known cost anew.
insert into pms.employee as e (
    email, name, start_date, end_date, annual_cost, currency, cost_centre_id, zone, country
)
select
    r.email, r.name, r.start_date, r.end_date, r.annual_cost, r.currency, c.id, r.zone, r.country
from unnest(
    $1::text[], $2::text[], $3::date[], $4::date[], $5::numeric[], $6::text[], $7::text[],
    $8::text[], $9::text[]
) as r (email, name, start_date, end_date, annual_cost, currency, cost_centre, zone, country)
left join pms.cost_centre as c on c.name_key = pms.name_key(r.cost_centre)
order by pms.email_key(r.email)
on conflict (email_key) do update set
    email = excluded.email,
    name = excluded.name,
    start_date = coalesce(excluded.start_date, e.start_date),
    end_date = coalesce(excluded.end_date, e.end_date),
    annual_cost = coalesce(excluded.annual_cost, e.annual_cost),
    currency = case
        when excluded.annual_cost is null and e.annual_cost is not null then e.currency
        else coalesce(excluded.currency, e.currency)
    end,
    cost_centre_id = coalesce(excluded.cost_centre_id, e.cost_centre_id),
    zone = coalesce(excluded.zone, e.zone),
    country = coalesce(excluded.country, e.country),
    updated_at = now()
where e.email <> excluded.email
    or e.name <> excluded.name
    or e.start_date is distinct from coalesce(excluded.start_date, e.start_date)
    or e.end_date is distinct from coalesce(excluded.end_date, e.end_date)
    or e.annual_cost is distinct from coalesce(excluded.annual_cost, e.annual_cost)
    or (e.annual_cost is null or excluded.annual_cost is not null)
        and e.currency is distinct from coalesce(excluded.currency, e.currency)
    or e.cost_centre_id is distinct from coalesce(excluded.cost_centre_id, e.cost_centre_id)
    or e.zone is distinct from coalesce(excluded.zone, e.zone)
    or e.country is distinct from coalesce(excluded.country, e.country)
returning xmax = 0 as added
