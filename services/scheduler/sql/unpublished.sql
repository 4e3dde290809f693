-- ticks that were claimed and, as far as is known, not published
select t.connection_id, t.due_at, t.run, c.slug
from sync.tick as t
join sync.connection as c on c.id = t.connection_id
where t.published_at is null
order by t.due_at
for update of t skip locked
