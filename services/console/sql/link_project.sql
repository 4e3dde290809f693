-- $1 connection, $2 key of the PMS project, $3 name of the roadmap project, or null to unlink
update pms.project as p
set roadmap_project_id = r.id, linked_by = 'manual'
from (select 1) as one
left join pms.roadmap_project as r on r.name_key = pms.name_key($3)
where p.connection_id = $1
    and p.active
    and upper(p.key) = upper($2)
    and ($3::text is null or r.id is not null)
returning p.id
