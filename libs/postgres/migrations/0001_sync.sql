-- sync.*: connections to Jira, what is mapped, and what the syncs did.
create schema if not exists sync;

create table sync.connection (
    id bigint generated always as identity primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    url text not null,
    email text not null,
    token_encrypted bytea not null,
    api_base text,
    account_id text,
    account_zone text,
    mode text not null default 'projects' check (mode in ('projects', 'epics')),
    daily_at time not null default '02:00',
    daily_zone text not null default 'UTC',
    webhook_token_hash bytea unique,
    webhook_secret_encrypted bytea,
    state text not null default 'new' check (state in ('new', 'ok', 'needs_attention')),
    state_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on column sync.connection.api_base is
    'Where scoped tokens are used (the gateway, with the cloud id); null for the site itself.';
comment on column sync.connection.webhook_token_hash is
    'SHA-256 of the token in the webhook URL: a copy of the table lets nobody send webhooks.';

create table sync.field_mapping (
    connection_id bigint not null references sync.connection on delete cascade,
    behaviour text not null check (behaviour in ('capex', 'project_name')),
    field_id text not null,
    primary key (connection_id, behaviour)
);
comment on table sync.field_mapping is 'Jira fields with a meaning here, by field id, never by name.';

-- A run is one sync: its census, what the mirror lacked, and how much of that has been read.
create table sync.run (
    run uuid primary key,
    connection_id bigint not null references sync.connection on delete cascade,
    reason text,
    scope jsonb not null default '{}',
    deep boolean not null default false,
    phase text not null default 'census'
        check (phase in ('census', 'fetching', 'done', 'failed')),
    census_started_at timestamptz,
    census_finished_at timestamptz,
    pages_expected integer,
    listed integer not null default 0,
    wanted integer not null default 0,
    fetched integer not null default 0,
    absent integer not null default 0,
    authenticated_as text,
    error text,
    created_at timestamptz not null default now(),
    progressed_at timestamptz not null default now(),
    finished_at timestamptz
);
comment on column sync.run.census_started_at is
    'By Jira''s clock. The next census asks what changed since then, less an overlap.';
create index run_of_connection on sync.run (connection_id, created_at desc);

-- The census pages that were handled: a page that arrives twice counts once.
create table sync.run_part (
    run uuid not null references sync.run on delete cascade,
    kind text not null check (kind in ('ids', 'changed')),
    project_id bigint not null,
    page integer not null,
    primary key (run, kind, project_id, page)
);

-- What a run asked for, issue by issue, until the run is done.
create table sync.wanted (
    run uuid not null references sync.run on delete cascade,
    issue_id bigint not null,
    why text not null check (why in ('new', 'stale', 'absent', 'deep')),
    kind text not null,
    project_id bigint not null,
    page integer not null,
    outcome text check (outcome in ('fetched', 'absent')),
    primary key (run, issue_id)
);
create index wanted_waiting on sync.wanted (run) where outcome is null;
create index wanted_of_part on sync.wanted (run, kind, project_id, page) where outcome is null;

-- One row a connection and due time: two schedulers cannot both fire.
create table sync.tick (
    connection_id bigint not null references sync.connection on delete cascade,
    due_at timestamptz not null,
    run uuid not null,
    fired_at timestamptz not null default now(),
    published_at timestamptz,
    primary key (connection_id, due_at)
);
