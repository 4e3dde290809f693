-- $1 employee, $2 dates, $3 connections, $4 issue ids, $5 starts, $6 ends, $7 shared, $8 opened at,
-- $9 why, $10 change, $11 by, $12 closed at, $13 why, $14 change, $15 by
insert into effort.portion (
    employee_id, date, connection_id, issue_id, starts, ends, shared, opened_at, opened_why,
    opened_change, opened_by, closed_at, closed_why, closed_change, closed_by
)
select
    $1, n.date, n.connection_id, n.issue_id, n.starts, n.ends, n.shared, n.opened_at, n.opened_why,
    n.opened_change, n.opened_by, n.closed_at, n.closed_why, n.closed_change, n.closed_by
from unnest($2::date[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[],
        $7::smallint[], $8::timestamptz[], $9::text[], $10::bigint[], $11::text[],
        $12::timestamptz[], $13::text[], $14::bigint[], $15::text[])
    as n (date, connection_id, issue_id, starts, ends, shared, opened_at, opened_why,
        opened_change, opened_by, closed_at, closed_why, closed_change, closed_by)
on conflict do nothing
