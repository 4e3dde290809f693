-- $1 roadmap projects
-- Their cost centres, as far as they have one.
select r.id, c.id as centre, c.class = 'capex' as capex
from pms.roadmap_project as r
join pms.cost_centre as c on c.id = r.cost_centre_id
where r.id = any($1::bigint[])
