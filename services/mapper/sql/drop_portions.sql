-- $1 employee, $2 from, $3 mondays of kept weeks, $4 dates, $5 connections, $6 issue ids, $7 starts,
-- $8 ends, $9 shared, $10 opened at, $11 why, $12 change, $13 by, $14 closed at, $15 why,
-- $16 change, $17 by
-- Drops what is not so any more; what is the same stays untouched.
delete from effort.portion as p
where p.employee_id = $1
    and p.date >= $2
    and date_trunc('week', p.date)::date <> all($3::date[])
    and not exists (
        select
        from unnest($4::date[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::timestamptz[],
                $9::smallint[], $10::timestamptz[], $11::text[], $12::bigint[], $13::text[],
                $14::timestamptz[], $15::text[], $16::bigint[], $17::text[])
            as n (date, connection_id, issue_id, starts, ends, shared, opened_at, opened_why,
                opened_change, opened_by, closed_at, closed_why, closed_change, closed_by)
        where n.date = p.date
            and n.connection_id = p.connection_id
            and n.issue_id = p.issue_id
            and n.starts = p.starts
            and (n.ends, n.shared, n.opened_at, n.opened_why, n.opened_change, n.opened_by,
                    n.closed_at, n.closed_why, n.closed_change, n.closed_by)
                is not distinct from (p.ends, p.shared, p.opened_at, p.opened_why, p.opened_change,
                    p.opened_by, p.closed_at, p.closed_why, p.closed_change, p.closed_by)
    )
