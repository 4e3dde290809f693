-- $1 connections
-- What each status says about a task: as somebody set it, else as its category does.
select
    s.connection_id, s.id as status_id,
    coalesce(r.meaning, case s.category
        when 'indeterminate' then 'working'
        when 'new' then 'waiting'
        when 'done' then 'done'
        else 'unknown'
    end) as meaning
from jira.status as s
left join sync.status_rule as r on r.connection_id = s.connection_id and r.status_id = s.id
where s.connection_id = any($1::bigint[])
