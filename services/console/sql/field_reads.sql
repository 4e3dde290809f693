-- $1 connection, $2 field id
-- How many issues there are, how many were read with the field, and how many say something in it.
select
    count(*) as issues,
    count(*) filter (where i.fields ? $2) as asked,
    count(*) filter (where i.fields -> $2 not in ('null', '[]', '""')) as filled
from jira.issue as i
where i.connection_id = $1 and i.state = 'present'
