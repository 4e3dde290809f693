-- $1 employee
-- Weeks that drafts do not touch, with the rows that stand: project ids and hundredths of a percent.
select
    k.monday,
    coalesce(array_agg(e.roadmap_project_id order by e.roadmap_project_id nulls last)
        filter (where e.source = 'pms'), '{}') as projects,
    coalesce(array_agg((e.percent * 100)::integer order by e.roadmap_project_id nulls last)
        filter (where e.source = 'pms'), '{}') as hundredths
from effort.kept_week as k
left join effort.entry as e on e.employee_id = k.employee_id and e.monday = k.monday
where k.employee_id = $1
group by k.monday
order by k.monday
