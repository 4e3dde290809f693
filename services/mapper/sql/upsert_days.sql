-- $1 employee, $2 dates, $3 connections, $4 issue ids, $5 thousandths of a minute, $6 capex
insert into effort.day as d (employee_id, date, connection_id, issue_id, thousandths, capex)
select $1, n.date, n.connection_id, n.issue_id, n.thousandths, n.capex
from unnest($2::date[], $3::bigint[], $4::bigint[], $5::integer[], $6::boolean[])
    as n (date, connection_id, issue_id, thousandths, capex)
order by n.date, n.connection_id, n.issue_id
on conflict (employee_id, date, connection_id, issue_id) do update set
    thousandths = excluded.thousandths,
    capex = excluded.capex
where (d.thousandths, d.capex) is distinct from (excluded.thousandths, excluded.capex)
