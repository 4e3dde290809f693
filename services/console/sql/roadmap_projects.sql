-- every project of the roadmap, with how many PMS projects of now link to it
select
    r.name,
    (select count(*) from pms.project as p where p.roadmap_project_id = r.id and p.active) as linked
from pms.roadmap_project as r
order by r.name_key
