-- $1 a roadmap project's name
-- The roadmap project of that name, and what links to it, in whichever mode.
select r.id, r.name, array(
    select p.key from pms.project as p where p.roadmap_project_id = r.id order by p.key
) as keys
from pms.roadmap_project as r
where r.name_key = pms.name_key($1)
for update
