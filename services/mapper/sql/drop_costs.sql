-- $1 employee, $2 from a month on, $3 first month there is, $4 months, $5 kinds, $6 projects,
-- $7 cost centres, $8 capex
delete from effort.cost as c
where c.employee_id = $1
    and (c.month < $3 or c.month >= $2 and not exists (
        select
        from unnest($4::date[], $5::text[], $6::bigint[], $7::bigint[], $8::boolean[])
            as n (month, kind, project, centre, capex)
        where n.month = c.month
            and n.kind = c.kind
            and n.project is not distinct from c.roadmap_project_id
            and n.centre is not distinct from c.cost_centre_id
            and n.capex = c.capex
    ))
