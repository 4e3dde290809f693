-- $1 connection, $2 issue ids
-- What says CapEx, or belongs to a project, says so for all below: whoever has minutes on these or
-- below them is reckoned anew from the first of those on.
with recursive below (issue_id, depth) as (
    select unnest($2::bigint[]), 0
    union
    select t.issue_id, b.depth + 1
    from below as b
    join pms.task as t on t.connection_id = $1 and t.parent_issue_id = b.issue_id
    where b.depth < 4
)
insert into effort.stale (employee_id, since)
select d.employee_id, min(d.date)
from (select distinct b.issue_id from below as b) as n
join effort.day as d on d.connection_id = $1 and d.issue_id = n.issue_id
group by d.employee_id
order by d.employee_id
