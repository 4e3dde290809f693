-- $1 connection, $2 issue ids
-- Whoever was ever the assignee of these tasks, or has minutes on them, is reckoned anew. A task
-- done without work gives minutes for at most a year before.
with named as (
    select t.issue_id, t.assignee, (t.created - interval '366 days')::date as since
    from pms.task as t
    where t.connection_id = $1 and t.issue_id = any($2::bigint[])
),
held as (
    select n.assignee as account_id, n.since from named as n
    union all
    select h.account_id, n.since
    from named as n
    join pms.task_activity as a
        on a.connection_id = $1 and a.issue_id = n.issue_id and a.kind = 'assignee'
    cross join lateral (values (a.from_id), (a.to_id)) as h (account_id)
),
concerned as (
    select m.employee_id, h.since
    from held as h
    join pms.employee_mapping as m on m.connection_id = $1 and m.account_id = h.account_id
    union all
    select d.employee_id, n.since
    from named as n
    join effort.day as d on d.connection_id = $1 and d.issue_id = n.issue_id
)
insert into effort.stale (employee_id, since)
select c.employee_id, min(c.since)
from concerned as c
where c.employee_id is not null
group by c.employee_id
order by c.employee_id
