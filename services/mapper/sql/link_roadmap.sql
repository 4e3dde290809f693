-- $1 connection, $2 Jira ids of projects or epics, or null for all
-- By name, as the mapped field says; what a person linked stays as it is.
-- Gives what is new.
update pms.project as p
set roadmap_project_id = w.roadmap_id,
    linked_by = case when w.roadmap_id is not null then 'name' end
from (
    select n.id, r.id as roadmap_id
    from pms.project as n
    left join pms.roadmap_project as r on r.name_key = pms.name_key(n.named)
    where n.connection_id = $1
        and n.linked_by is distinct from 'manual'
        and (n.named is not null or n.linked_by = 'name')
        and ($2::bigint[] is null or n.jira_id = any($2::bigint[]))
) as w
where p.id = w.id and p.roadmap_project_id is distinct from w.roadmap_id
returning p.id
