-- $1 by whom, $2 act, $3 closing, $4 reason
-- Who did it, with the sums of what was booked.
insert into sync.audit (by, act, what)
select $1, $2, jsonb_strip_nulls(jsonb_build_object(
    'closing', c.id,
    'month', to_char(c.month, 'YYYY-MM'),
    'reason', $4::text,
    'rows', (select count(*) from effort.closed_cost as b where b.closing_id = c.id),
    'cost', (
        select jsonb_object_agg(s.currency, s.cost::text)
        from (
            select b.currency, sum(b.cost) as cost
            from effort.closed_cost as b
            where b.closing_id = c.id and b.currency is not null
            group by b.currency
        ) as s
    )
))
from effort.closing as c
where c.id = $3
