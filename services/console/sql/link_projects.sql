-- $1 PMS projects, $2 the roadmap project of each, or null to unlink
-- Linked by hand, which names do not change. Says of each whether it links to another now.
with wished as (
    select n.id, n.roadmap_id, p.roadmap_project_id is distinct from n.roadmap_id as moved
    from unnest($1::bigint[], $2::bigint[]) as n (id, roadmap_id)
    join pms.project as p on p.id = n.id
    order by n.id
    for update of p
)
update pms.project as p
set roadmap_project_id = w.roadmap_id, linked_by = 'manual'
from wished as w
where p.id = w.id
returning p.id, w.moved
