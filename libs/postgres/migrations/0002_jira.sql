-- jira.*: a mirror of what Jira said. Keys are Jira's numeric ids; issue keys move and are no keys.
create schema if not exists jira;

create table jira.project (
    connection_id bigint not null references sync.connection on delete cascade,
    id bigint not null,
    key text not null,
    name text not null,
    style text,
    archived boolean not null default false,
    raw jsonb,
    fetched_at timestamptz not null,
    primary key (connection_id, id)
);

create table jira.issue_type (
    connection_id bigint not null references sync.connection on delete cascade,
    id bigint not null,
    name text not null,
    hierarchy_level integer,
    subtask boolean not null default false,
    raw jsonb,
    fetched_at timestamptz not null,
    primary key (connection_id, id)
);

create table jira.status (
    connection_id bigint not null references sync.connection on delete cascade,
    id bigint not null,
    name text not null,
    category text not null check (category in ('undefined', 'new', 'indeterminate', 'done')),
    project_id bigint,
    raw jsonb,
    fetched_at timestamptz not null,
    primary key (connection_id, id)
);
comment on column jira.status.category is 'The category''s key: its name is localised to the reader.';

create table jira.field (
    connection_id bigint not null references sync.connection on delete cascade,
    id text not null,
    name text not null,
    custom boolean not null default false,
    schema_type text,
    schema_custom text,
    raw jsonb,
    fetched_at timestamptz not null,
    primary key (connection_id, id)
);

create table jira.account (
    connection_id bigint not null references sync.connection on delete cascade,
    account_id text not null,
    display_name text,
    email text,
    account_type text,
    active boolean,
    fetched_at timestamptz not null,
    primary key (connection_id, account_id)
);

create table jira.issue (
    connection_id bigint not null references sync.connection on delete cascade,
    id bigint not null,
    key text not null,
    project_id bigint not null,
    updated timestamptz not null,
    fields jsonb not null,
    fetched_at timestamptz not null,
    primary key (connection_id, id)
);
comment on column jira.issue.fetched_at is
    'Jira''s Date of the answer. A row gives way only to a read at least as new (updated, then this).';
create index issue_of_project on jira.issue (connection_id, project_id);

create table jira.change (
    connection_id bigint not null references sync.connection on delete cascade,
    id bigint not null,
    issue_id bigint not null,
    created timestamptz not null,
    author text,
    items jsonb not null,
    primary key (connection_id, id)
);
comment on table jira.change is 'One history entry of an issue, reduced to the fields that matter.';
create index change_of_issue on jira.change (connection_id, issue_id, created);
