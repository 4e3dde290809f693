-- $1 employee, $2 mondays, $3 projects, $4 hundredths of a percent, $5 thousandths of a minute
insert into effort.entry as e (employee_id, monday, source, roadmap_project_id, percent, thousandths)
select $1, n.monday, 'pms', n.project, n.hundredths / 100.0, n.thousandths
from unnest($2::date[], $3::bigint[], $4::integer[], $5::integer[])
    as n (monday, project, hundredths, thousandths)
order by n.monday, n.project
on conflict (employee_id, monday, source, roadmap_project_id) do update set
    percent = excluded.percent,
    thousandths = excluded.thousandths
where (e.percent, e.thousandths) is distinct from (excluded.percent, excluded.thousandths)
