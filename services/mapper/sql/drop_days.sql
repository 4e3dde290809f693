-- $1 employee, $2 from, $3 mondays of kept weeks, $4 dates, $5 connections, $6 issue ids
delete from effort.day as d
where d.employee_id = $1
    and d.date >= $2
    and date_trunc('week', d.date)::date <> all($3::date[])
    and not exists (
        select from unnest($4::date[], $5::bigint[], $6::bigint[]) as n (date, connection_id, issue_id)
        where n.date = d.date
            and n.connection_id = d.connection_id
            and n.issue_id = d.issue_id
    )
