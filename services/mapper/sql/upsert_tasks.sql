-- $1 connection, $2 issue ids, $3 project Jira ids, $4 keys, $5 titles, $6 type ids,
-- $7 type names, $8 status ids, $9 status names, $10 status categories, $11 assignees,
-- $12 reporters, $13 parent issue ids, $14 created, $15 updated, $16 resolved
insert into pms.task (
    connection_id, issue_id, pms_project_id, key, title, type_id, type_name, status_id,
    status_name, status_category, assignee, reporter, parent_issue_id, created, updated, resolved
)
select
    $1, n.issue_id, p.id, n.key, n.title, n.type_id, n.type_name, n.status_id,
    n.status_name, n.status_category, n.assignee, n.reporter, n.parent_issue_id,
    n.created, n.updated, n.resolved
from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[],
        $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[],
        $14::timestamptz[], $15::timestamptz[], $16::timestamptz[])
    as n (issue_id, project_jira_id, key, title, type_id, type_name, status_id, status_name,
        status_category, assignee, reporter, parent_issue_id, created, updated, resolved)
left join pms.project as p
    on p.connection_id = $1 and p.source_kind = 'project' and p.jira_id = n.project_jira_id
order by n.issue_id
on conflict (connection_id, issue_id) do update set
    pms_project_id = excluded.pms_project_id,
    key = excluded.key,
    title = excluded.title,
    type_id = excluded.type_id,
    type_name = excluded.type_name,
    status_id = excluded.status_id,
    status_name = excluded.status_name,
    status_category = excluded.status_category,
    assignee = excluded.assignee,
    reporter = excluded.reporter,
    parent_issue_id = excluded.parent_issue_id,
    created = excluded.created,
    updated = excluded.updated,
    resolved = excluded.resolved
