-- $1 connection, $2 issue ids, $3 status ids, $4 assignees, $5 created, $6 capex, $7 Jira projects
-- Gives the tasks whose effort follows from something new, and whether what they say of CapEx is.
select n.issue_id, t.capex is distinct from n.capex as capex
from unnest($2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[], $6::boolean[], $7::bigint[])
    as n (issue_id, status_id, assignee, created, capex, project)
left join pms.task as t on t.connection_id = $1 and t.issue_id = n.issue_id
left join pms.project as p on p.id = t.pms_project_id and p.source_kind = 'project'
where t.issue_id is null
    or (t.status_id, t.assignee, t.created, t.capex)
        is distinct from (n.status_id, n.assignee, n.created, n.capex)
    or p.jira_id <> n.project
