-- $1 month
-- The last closed month, the first with costs, the month of now, and whose effort is not level: to
-- be reckoned anew, or reckoned before the month was over.
select
    (select max(month) from effort.closed_month) as last,
    (select min(month) from effort.cost) as first,
    (
        select date_trunc('month', now() at time zone r.zone)::date from effort.rule as r
    ) as current,
    (
        select count(*)
        from effort.reckoned as r
        where r.until < $1::date + interval '1 month'
            or exists (select from effort.stale as s where s.employee_id = r.employee_id)
    ) as stale
