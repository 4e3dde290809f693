-- no parameters
-- Every closing, the newest first, with what it booked.
select
    c.month, c.closed_at, c.closed_by, c.reopened_at, c.reopened_by, c.reason,
    count(b.closing_id) as rows,
    count(b.closing_id) filter (where b.month <> c.month) as adjustments
from effort.closing as c
left join effort.closed_cost as b on b.closing_id = c.id
group by c.id
order by c.id desc
