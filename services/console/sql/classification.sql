-- $1 connection, $2 task's key
-- The task and what is above it, from the task up, with what each says of CapEx itself.
select
    y.issue_id, y.key, y.title, y.capex,
    y.depth = min(y.depth) filter (where y.capex is not null) over () as says
from pms.task as t
cross join lateral effort.ancestry(t.connection_id, t.issue_id) as y
where t.connection_id = $1 and t.key = upper($2)
order by y.depth
