-- $1 connection, $2 a status's name or id
-- Every status of that name: projects may have their own; an id goes before a name.
select s.id
from jira.status as s
where s.connection_id = $1
    and (s.id::text = $2 or (
        pms.name_key(s.name) = pms.name_key($2)
        and not exists (
            select from jira.status as o where o.connection_id = $1 and o.id::text = $2
        )
    ))
