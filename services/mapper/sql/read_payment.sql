-- $1 employee
-- Where the costs of a person belong, and the first date of which anything is known.
select
    e.cost_centre_id,
    least(
        (select min(d.date) from effort.day as d where d.employee_id = e.id),
        (
            select min(n.monday) from effort.entry as n
            where n.employee_id = e.id and n.source <> 'pms'
        )
    ) as first
from pms.employee as e
where e.id = $1
