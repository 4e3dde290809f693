-- $1 connection
select p.id, p.key, p.name
from pms.project as p
where p.connection_id = $1 and p.active and p.roadmap_project_id is null
order by p.key
