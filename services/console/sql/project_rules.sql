-- $1 connection
-- The lists: which Jira projects are named in them, and as what.
select coalesce(j.key, r.project_id::text) as key, j.name, r.rule
from sync.project_rule as r
left join jira.project as j on j.connection_id = r.connection_id and j.id = r.project_id
where r.connection_id = $1
order by r.rule, key
