-- $1 the id after which the page begins, $2 how many
select id, email, name, start_date, end_date, cost_centre, zone, country
from api.employee
where id > $1
order by id
limit $2
