-- $1 connection
-- What each status says about a task, and whether somebody said so; else its category does.
select
    s.id, s.name, s.category, j.key as project, r.meaning is not null as chosen,
    coalesce(r.meaning, case s.category
        when 'indeterminate' then 'working'
        when 'new' then 'waiting'
        when 'done' then 'done'
        else 'unknown'
    end) as meaning
from jira.status as s
left join sync.status_rule as r on r.connection_id = s.connection_id and r.status_id = s.id
left join jira.project as j on j.connection_id = s.connection_id and j.id = s.project_id
where s.connection_id = $1
order by lower(s.name), s.id
