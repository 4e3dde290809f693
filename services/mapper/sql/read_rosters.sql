-- $1 run
select (array['live', 'archived', 'deleted'])[page + 1] as state, ids
from sync.run_part
where run = $1 and kind = 'roster'
