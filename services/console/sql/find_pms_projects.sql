-- $1 connection, $2 keys or names of PMS projects
select n.named, p.id, p.key, p.name, upper(p.key) = upper(n.named) as by_key
from unnest($2::text[]) as n (named)
left join pms.project as p
    on p.connection_id = $1
    and p.active
    and (upper(p.key) = upper(n.named) or pms.name_key(p.name) = pms.name_key(n.named))
