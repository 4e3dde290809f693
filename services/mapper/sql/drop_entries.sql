-- $1 employee, $2 mondays drafted, $3 mondays and $4 projects of the rows there are now
delete from effort.entry as e
where e.employee_id = $1
    and e.source = 'pms'
    and e.monday = any($2::date[])
    and not exists (
        select from unnest($3::date[], $4::bigint[]) as n (monday, project)
        where n.monday = e.monday and n.project is not distinct from e.roadmap_project_id
    )
