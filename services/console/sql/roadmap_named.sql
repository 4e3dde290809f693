-- $1 names, or ids
-- Gives the roadmap project of each, null where there is none; a name goes before an id.
select n.named, coalesce(r.id, i.id) as id, coalesce(r.name, i.name) as name
from unnest($1::text[]) as n (named)
left join pms.roadmap_project as r on r.name_key = pms.name_key(n.named)
left join pms.roadmap_project as i on r.id is null and i.id::text = n.named
