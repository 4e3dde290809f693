-- $1 connections and $2 ids of tasks
-- What is above these tasks, up to the epic, and what each says of CapEx; a circle ends.
with recursive above (connection_id, issue_id, capex, parent, level, depth) as (
    select t.connection_id, t.issue_id, t.capex, t.parent_issue_id, t.hierarchy_level, 1
    from unnest($1::bigint[], $2::bigint[]) as n (connection_id, issue_id)
    join pms.task as t on t.connection_id = n.connection_id and t.issue_id = n.issue_id
    union
    select p.connection_id, p.issue_id, p.capex, p.parent_issue_id, p.hierarchy_level, a.depth + 1
    from above as a
    join pms.task as p on p.connection_id = a.connection_id and p.issue_id = a.parent
    where a.level < 1 and a.depth < 5
)
select distinct connection_id, issue_id, capex, case when level < 1 then parent end as parent
from above
