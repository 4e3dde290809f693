-- $1 employee, $2 monday
-- The portions of a week by time; of a day too short to count for its task there are no minutes.
select
    o.date, o.connection_id, o.issue_id, coalesce(t.key, o.issue_id::text) as key,
    coalesce(t.title, '') as title, d.roadmap_project_id as project_id,
    coalesce(r.name, 'Unlinked') as project, coalesce(d.thousandths, 0) as of_day,
    coalesce(d.capex, false) as capex, o.starts, o.ends, o.shared,
    o.opened_at, o.opened_why, o.opened_change, a.display_name as opened_by,
    o.closed_at, o.closed_why, o.closed_change, z.display_name as closed_by
from effort.portion as o
left join effort.day as d
    on d.employee_id = o.employee_id and d.date = o.date
    and d.connection_id = o.connection_id and d.issue_id = o.issue_id
left join pms.task as t on t.connection_id = o.connection_id and t.issue_id = o.issue_id
left join pms.roadmap_project as r on r.id = d.roadmap_project_id
left join lateral (
    select coalesce(j.display_name, o.opened_by) as display_name
    from (select 1) as one
    left join jira.account as j
        on j.connection_id = o.connection_id and j.account_id = o.opened_by
) as a on true
left join lateral (
    select coalesce(j.display_name, o.closed_by) as display_name
    from (select 1) as one
    left join jira.account as j
        on j.connection_id = o.connection_id and j.account_id = o.closed_by
) as z on true
where o.employee_id = $1 and o.date >= $2::date and o.date < $2::date + 7
order by o.starts, o.connection_id, o.issue_id
