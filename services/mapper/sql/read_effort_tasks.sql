-- $1 connections and $2 accounts of a person
-- Every task that was ever theirs; excluded ones are nobody's.
with own as (
    select n.connection_id, n.account_id
    from unnest($1::bigint[], $2::text[]) as n (connection_id, account_id)
),
theirs as (
    select t.connection_id, t.issue_id
    from own as o
    join pms.task as t on t.connection_id = o.connection_id and t.assignee = o.account_id
    union
    select a.connection_id, a.issue_id
    from own as o
    join pms.task_activity as a
        on a.connection_id = o.connection_id and a.to_id = o.account_id and a.kind = 'assignee'
    union
    select a.connection_id, a.issue_id
    from own as o
    join pms.task_activity as a
        on a.connection_id = o.connection_id and a.from_id = o.account_id and a.kind = 'assignee'
)
select
    t.connection_id, t.issue_id, t.key, t.created, t.status_id, t.assignee, t.capex,
    t.parent_issue_id, t.hierarchy_level,
    case when t.state <> 'present' then t.state_at end as gone_at,
    p.roadmap_project_id
from theirs as n
join pms.task as t on t.connection_id = n.connection_id and t.issue_id = n.issue_id
left join pms.project as p on p.id = t.pms_project_id and p.active
where t.state <> 'excluded'
order by t.connection_id, t.issue_id
