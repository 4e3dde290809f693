-- $1 connection, $2 issue ids, $3 project Jira ids, $4 keys, $5 titles, $6 type ids,
-- $7 type names, $8 status ids, $9 status names, $10 status categories, $11 assignees,
-- $12 reporters, $13 parent issue ids, $14 created, $15 updated, $16 resolved,
-- $17 hierarchy levels, $18 epic keys, $19 capex, $20 names of roadmap projects, $21 mode
-- What types and statuses are called is the catalogue's to say, which may be newer than the issue.
-- In epics mode the project is found afterwards, when all parents of the batch are there.
insert into pms.task as t (
    connection_id, issue_id, pms_project_id, key, title, type_id, type_name, status_id,
    status_name, status_category, assignee, reporter, parent_issue_id, created, updated, resolved,
    hierarchy_level, epic_link, capex, named
)
select
    $1, n.issue_id, p.id, n.key, n.title, n.type_id, coalesce(k.name, n.type_name), n.status_id,
    coalesce(s.name, n.status_name), coalesce(s.category, n.status_category), n.assignee, n.reporter,
    coalesce(n.parent_issue_id, e.id),
    n.created, n.updated, n.resolved,
    coalesce(k.hierarchy_level, n.hierarchy_level, 0), n.epic_link, n.capex, n.named
from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[],
        $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[],
        $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::integer[], $18::text[],
        $19::boolean[], $20::text[])
    as n (issue_id, project_jira_id, key, title, type_id, type_name, status_id, status_name,
        status_category, assignee, reporter, parent_issue_id, created, updated, resolved,
        hierarchy_level, epic_link, capex, named)
left join pms.project as p
    on $21 = 'projects'
    and p.connection_id = $1 and p.source_kind = 'project' and p.jira_id = n.project_jira_id
left join jira.issue_type as k on k.connection_id = $1 and k.id = n.type_id
left join jira.status as s on s.connection_id = $1 and s.id = n.status_id
left join lateral (
    select f.id
    from (
        select i.id, 0 as rank from jira.issue as i
        where i.connection_id = $1 and i.key = n.epic_link
        union all
        select a.issue_id, 1 from jira.issue_alias as a
        where a.connection_id = $1 and a.key = n.epic_link
    ) as f
    order by f.rank, f.id desc
    limit 1
) as e on n.parent_issue_id is null and n.epic_link is not null
order by n.issue_id
on conflict (connection_id, issue_id) do update set
    pms_project_id = case when $21 = 'projects' then excluded.pms_project_id else t.pms_project_id end,
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
    resolved = excluded.resolved,
    hierarchy_level = excluded.hierarchy_level,
    epic_link = excluded.epic_link,
    capex = excluded.capex,
    named = excluded.named
