-- pms.*: derived from the mirror alone, so that a changed setting never costs a call to Jira.
create schema if not exists pms;

create table pms.project (
    id bigint generated always as identity primary key,
    connection_id bigint not null references sync.connection on delete cascade,
    source_kind text not null check (source_kind in ('project', 'epic')),
    jira_id bigint not null,
    key text not null,
    name text not null,
    unique (connection_id, source_kind, jira_id)
);

create table pms.task (
    connection_id bigint not null references sync.connection on delete cascade,
    issue_id bigint not null,
    pms_project_id bigint references pms.project on delete set null,
    key text not null,
    title text not null,
    type_id bigint not null,
    type_name text not null,
    status_id bigint not null,
    status_name text not null,
    status_category text not null,
    assignee text,
    reporter text,
    parent_issue_id bigint,
    created timestamptz not null,
    updated timestamptz not null,
    resolved timestamptz,
    primary key (connection_id, issue_id)
);
create index task_of_project on pms.task (pms_project_id);
create index task_of_assignee on pms.task (connection_id, assignee);

create table pms.task_activity (
    connection_id bigint not null references sync.connection on delete cascade,
    change_id bigint not null,
    item smallint not null,
    issue_id bigint not null,
    at timestamptz not null,
    author text,
    kind text not null check (kind in ('status', 'assignee', 'parent', 'type', 'project', 'field')),
    field_id text,
    from_id text,
    from_text text,
    to_id text,
    to_text text,
    primary key (connection_id, change_id, item)
);
create index activity_of_task on pms.task_activity (connection_id, issue_id, at);
