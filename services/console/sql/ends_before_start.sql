-- $1 e-mail addresses, $2 start dates, $3 end dates
-- Who would end before they start, the dates known already and those of now taken together.
select r.email
from unnest($1::text[], $2::date[], $3::date[]) as r (email, start_date, end_date)
join pms.employee as e on e.email_key = pms.email_key(r.email)
where coalesce(r.end_date, e.end_date) < coalesce(r.start_date, e.start_date)
order by r.email
