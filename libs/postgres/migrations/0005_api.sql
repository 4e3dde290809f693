-- api.*: what other systems may read: names and columns stay as they are from release to release.
create schema if not exists api;
comment on schema api is 'Read by other systems. Columns are only ever added.';

create view api.connection as
select id, slug, url, mode, state, state_reason from sync.connection;
comment on view api.connection is 'Jira sites that are synced.';
comment on column api.connection.id is 'Id of the connection, referred to by every other view.';
comment on column api.connection.slug is 'Short name, as in routing keys and commands.';
comment on column api.connection.url is 'Address of the Jira site.';
comment on column api.connection.mode is 'What becomes a PMS project: projects or epics.';
comment on column api.connection.state is 'new, ok or needs_attention.';
comment on column api.connection.state_reason is 'Why it needs attention; null otherwise.';

create view api.employee as
select e.id, e.email, e.name, e.start_date, e.end_date, c.name as cost_centre, e.zone, e.country
from pms.employee as e
left join pms.cost_centre as c on c.id = e.cost_centre_id;
comment on view api.employee is 'Employees; what they cost is not told here.';
comment on column api.employee.id is 'Id of the employee.';
comment on column api.employee.email is 'E-mail address, as imported.';
comment on column api.employee.name is 'Full name.';
comment on column api.employee.start_date is 'First day of employment; null when not told.';
comment on column api.employee.end_date is 'Last day of employment; null when not told.';
comment on column api.employee.cost_centre is 'Name of the cost centre; null when not told.';
comment on column api.employee.zone is 'IANA time zone they work in; null for the organisation''s.';
comment on column api.employee.country is 'ISO 3166 country whose holidays count; null when not told.';

create view api.employee_mapping as
select
    a.connection_id, a.account_id, a.display_name, a.email, a.account_type, a.active,
    m.employee_id, m.method
from jira.account as a
left join pms.employee_mapping as m
    on m.connection_id = a.connection_id and m.account_id = a.account_id;
comment on view api.employee_mapping is 'Every Jira account, and the employee it is.';
comment on column api.employee_mapping.connection_id is 'The connection.';
comment on column api.employee_mapping.account_id is 'Jira''s account id.';
comment on column api.employee_mapping.display_name is 'Name as Jira shows it; null when not told.';
comment on column api.employee_mapping.email is 'E-mail address; null where Jira hides it.';
comment on column api.employee_mapping.account_type is 'atlassian, app, customer or unknown.';
comment on column api.employee_mapping.active is 'False for a deactivated account.';
comment on column api.employee_mapping.employee_id is
    'The employee; null for the unmatched, and for an account that is nobody by hand.';
comment on column api.employee_mapping.method is 'email or manual; null for the unmatched.';

create view api.cost_centre as
select id, name from pms.cost_centre;
comment on view api.cost_centre is 'Cost centres.';
comment on column api.cost_centre.id is 'Id of the cost centre.';
comment on column api.cost_centre.name is 'Name; case and spaces do not tell two apart.';

create view api.roadmap_project as
select r.id, r.name, c.name as cost_centre
from pms.roadmap_project as r
left join pms.cost_centre as c on c.id = r.cost_centre_id;
comment on view api.roadmap_project is 'Projects of the roadmap.';
comment on column api.roadmap_project.id is 'Id of the roadmap project.';
comment on column api.roadmap_project.name is 'Name; case and spaces do not tell two apart.';
comment on column api.roadmap_project.cost_centre is 'Name of its cost centre; null when not told.';

create view api.pms_project as
select
    id, connection_id, source_kind, jira_id, key, name, state, roadmap_project_id, linked_by, named
from pms.project
where active;
comment on view api.pms_project is 'PMS projects in the mode and with the lists of now.';
comment on column api.pms_project.id is 'Id of the PMS project.';
comment on column api.pms_project.connection_id is 'The connection.';
comment on column api.pms_project.source_kind is 'project or epic.';
comment on column api.pms_project.jira_id is 'Jira''s numeric id of the project or epic: never changes.';
comment on column api.pms_project.key is 'Jira''s key of now.';
comment on column api.pms_project.name is 'Name of the project, or summary of the epic.';
comment on column api.pms_project.state is 'live, archived, deleted or access_lost.';
comment on column api.pms_project.roadmap_project_id is 'The roadmap project it is linked to.';
comment on column api.pms_project.linked_by is 'name or manual; null for the unlinked.';
comment on column api.pms_project.named is
    'What the mapped field calls the roadmap project, linked or not.';

create view api.task as
select
    connection_id, issue_id, pms_project_id, key, title, type_name as type, hierarchy_level,
    status_name as status, status_category, assignee, reporter, parent_issue_id, capex, state,
    state_at, created, updated, resolved
from pms.task
where state in ('present', 'access_lost');
comment on view api.task is
    'Current tasks. Those deleted, archived or excluded are not listed; their effort is kept.';
comment on column api.task.connection_id is 'The connection.';
comment on column api.task.issue_id is 'Jira''s numeric issue id: never changes.';
comment on column api.task.pms_project_id is 'Its PMS project; null leaves it to Ticket Review.';
comment on column api.task.key is 'Issue key of now.';
comment on column api.task.title is 'Summary.';
comment on column api.task.type is 'Name of the issue type.';
comment on column api.task.hierarchy_level is '-1 sub-task, 0 story, 1 epic, more above.';
comment on column api.task.status is 'Name of the status.';
comment on column api.task.status_category is 'new, indeterminate, done or undefined.';
comment on column api.task.assignee is 'Account id of the assignee.';
comment on column api.task.reporter is 'Account id of the reporter.';
comment on column api.task.parent_issue_id is 'Issue id of the parent.';
comment on column api.task.capex is 'What the mapped field says; null where it says nothing.';
comment on column api.task.state is 'present, or access_lost while Jira does not show it to us.';
comment on column api.task.state_at is 'Since when, by Jira''s clock; null if it always was present.';
comment on column api.task.created is 'When the issue was created.';
comment on column api.task.updated is 'When Jira last changed it.';
comment on column api.task.resolved is 'When it was resolved; null while it is not.';

create view api.task_activity as
select
    connection_id, change_id, item, issue_id, at, author, kind, field_id, from_id, from_text,
    to_id, to_text
from pms.task_activity;
comment on view api.task_activity is 'What happened to tasks, deleted ones too.';
comment on column api.task_activity.connection_id is 'The connection.';
comment on column api.task_activity.change_id is 'Jira''s id of the history entry.';
comment on column api.task_activity.item is 'Place within the entry, from 0.';
comment on column api.task_activity.issue_id is 'Jira''s numeric issue id.';
comment on column api.task_activity.at is 'When it happened.';
comment on column api.task_activity.author is 'Account id of who did it; null where Jira does not tell.';
comment on column api.task_activity.kind is 'status, assignee, parent, type, project or field.';
comment on column api.task_activity.field_id is 'Jira''s field id; null where it has none.';
comment on column api.task_activity.from_id is 'Id of the value before.';
comment on column api.task_activity.from_text is 'Text of the value before.';
comment on column api.task_activity.to_id is 'Id of the value after.';
comment on column api.task_activity.to_text is 'Text of the value after.';
