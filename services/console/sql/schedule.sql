-- $1 connection
-- When it is synced each day, since when it is there, and the due instant that fired last.
select
    c.daily_at, c.daily_zone, c.created_at as since,
    (select max(t.due_at) from sync.tick as t where t.connection_id = c.id) as last
from sync.connection as c
where c.id = $1
