-- every connection's schedule and the due instant that fired last
select c.id, c.slug, c.daily_at, c.daily_zone, c.created_at, max(t.due_at) as last
from sync.connection as c
left join sync.tick as t on t.connection_id = c.id
group by c.id
order by c.id
