-- $1 connection
-- Children that know only the key of their epic, old or new, and whose epic is here by now. Gives
-- which they are.
update pms.task as t
set parent_issue_id = f.issue_id
from (
    select distinct on (o.issue_id) o.issue_id as child, k.issue_id
    from pms.task as o
    join (
        select i.key, i.id as issue_id, 0 as rank from jira.issue as i where i.connection_id = $1
        union all
        select a.key, a.issue_id, 1 from jira.issue_alias as a where a.connection_id = $1
    ) as k on k.key = o.epic_link
    where o.connection_id = $1 and o.epic_link is not null and o.parent_issue_id is null
    order by o.issue_id, k.rank, k.issue_id desc
) as f
where t.connection_id = $1 and t.issue_id = f.child and t.issue_id <> f.issue_id
returning t.issue_id
