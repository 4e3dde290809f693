-- every connection with what its mirror holds
select
    c.id, c.slug, c.url, c.email, c.mode, c.daily_at, c.daily_zone, c.state, c.state_reason,
    (select count(*) from jira.issue as i where i.connection_id = c.id) as issues,
    (select count(*) from jira.change as h where h.connection_id = c.id) as changes,
    (select count(*) from pms.task as t where t.connection_id = c.id) as tasks
from sync.connection as c
order by c.slug
