-- $1 connection
select p.source_kind, p.key, p.name, p.state, p.named, r.name as roadmap, p.linked_by
from pms.project as p
left join pms.roadmap_project as r on r.id = p.roadmap_project_id
where p.connection_id = $1 and p.active
order by p.key
