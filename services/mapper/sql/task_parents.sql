-- $1 connection, $2 issue ids
select issue_id, parent_issue_id, hierarchy_level
from pms.task
where connection_id = $1 and issue_id = any($2::bigint[])
