-- $1 connection, $2 issue ids
-- The project of a task is its nearest epic: itself, its parent, its parent's parent. Levels above
-- the epic are no projects. What hangs below the given issues moves with them.
with recursive below (issue_id, depth) as (
    select unnest($2::bigint[]), 0
    union
    select t.issue_id, b.depth + 1
    from below as b
    join pms.task as t on t.connection_id = $1 and t.parent_issue_id = b.issue_id
    where b.depth < 4
),
climb (leaf, level, at, parent, depth) as (
    select t.issue_id, t.hierarchy_level, t.issue_id, t.parent_issue_id, 0
    from pms.task as t
    where t.connection_id = $1 and t.issue_id in (select b.issue_id from below as b)
    union all
    select c.leaf, p.hierarchy_level, p.issue_id, p.parent_issue_id, c.depth + 1
    from climb as c
    join pms.task as p on p.connection_id = $1 and p.issue_id = c.parent
    where c.level < 1 and c.depth < 4
),
found as (
    select distinct on (c.leaf) c.leaf, p.id as project_id
    from climb as c
    left join pms.project as p
        on c.level = 1
        and p.connection_id = $1 and p.source_kind = 'epic' and p.jira_id = c.at
    order by c.leaf, p.id is null, c.depth
)
update pms.task as t
set pms_project_id = f.project_id
from found as f
where t.connection_id = $1
    and t.issue_id = f.leaf
    and t.pms_project_id is distinct from f.project_id
returning t.issue_id
