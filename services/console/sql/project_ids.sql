-- $1 connection, $2 keys or ids
select n.name, j.id
from unnest($2::text[]) as n (name)
left join jira.project as j
    on j.connection_id = $1 and (upper(j.key) = upper(n.name) or j.id::text = n.name)
