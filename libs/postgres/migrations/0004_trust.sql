-- What a sync can be trusted with: states of issues and projects, proofs of absence, epics as
-- projects, people and roadmap projects.

alter table sync.run
    drop constraint run_phase_check,
    add constraint run_phase_check check (phase in ('catalogue', 'census', 'fetching',
        'verifying', 'done', 'failed', 'needs_confirmation', 'needs_attention')),
    add column since timestamptz,
    add column missed integer not null default 0,
    add column deleted integer not null default 0,
    add column archived integer not null default 0,
    add column access_lost integer not null default 0,
    add column doubted jsonb;
comment on column sync.run.since is
    'Changes were asked for from here on, by Jira''s clock; null where only ids were listed.';
comment on column sync.run.missed is
    'Issues whose change this run found first: what webhooks had missed.';
comment on column sync.run.doubted is
    'Projects that lost more issues than is usual, and how many: a person decides about them.';

-- The ids of a census page, kept until the run ends: what is stored and in no page is absent.
alter table sync.run_part
    drop constraint run_part_kind_check,
    add constraint run_part_kind_check check (kind in ('roster', 'ids', 'changed')),
    add column ids bigint[] not null default '{}';

alter table sync.wanted
    drop constraint wanted_why_check,
    add constraint wanted_why_check
        check (why in ('new', 'stale', 'absent', 'deep', 'scrub', 'field')),
    drop constraint wanted_outcome_check,
    add constraint wanted_outcome_check check (outcome in ('fetched', 'absent', 'unproven')),
    add column outcome_at timestamptz;
comment on column sync.wanted.outcome_at is 'When Jira did not return the issue, by its clock.';

create table sync.project_rule (
    connection_id bigint not null references sync.connection on delete cascade,
    project_id bigint not null,
    rule text not null check (rule in ('include', 'exclude')),
    primary key (connection_id, project_id)
);
comment on table sync.project_rule is
    'Which Jira projects count here. With any include only those; without, all but the excluded.';

alter table jira.project
    add column state text not null default 'live'
        check (state in ('live', 'archived', 'deleted', 'access_lost')),
    add column state_at timestamptz;
update jira.project set state = 'archived' where archived;
alter table jira.project drop column archived;

create view sync.counted_project as
select j.connection_id, j.id as project_id
from jira.project as j
left join sync.project_rule as r on r.connection_id = j.connection_id and r.project_id = j.id
where r.rule is distinct from 'exclude'
    and (r.rule = 'include' or not exists (
        select from sync.project_rule as o
        where o.connection_id = j.connection_id and o.rule = 'include'
    ));
comment on view sync.counted_project is 'The Jira projects that count here, as the lists say.';

alter table jira.field add column missing_since timestamptz;
comment on column jira.field.missing_since is 'Since when Jira no longer lists the field.';

alter table jira.issue
    add column state text not null default 'present'
        check (state in ('present', 'deleted', 'archived', 'access_lost')),
    add column state_at timestamptz;
comment on column jira.issue.state is
    'Absence is not deletion: deleted takes two independent signs, and the issue may come back.';
create index issue_not_present on jira.issue (connection_id, project_id) where state <> 'present';

-- Keys that issues had before: moves and renamed projects change keys, ids stay.
create table jira.issue_alias (
    connection_id bigint not null references sync.connection on delete cascade,
    key text not null,
    issue_id bigint not null,
    primary key (connection_id, key, issue_id)
);
create index alias_of_issue on jira.issue_alias (connection_id, issue_id);
create index issue_of_key on jira.issue (connection_id, key);

-- E-mail addresses are compared by this: in lower case; where the provider is known to ignore dots
-- before the @ (support.google.com/mail/answer/7436150), without them.
create schema if not exists pms;
create function pms.email_key(email text) returns text
language sql immutable parallel safe
return case
    when email is null or position('@' in email) < 2 then null
    when lower(trim(email)) ~ '@(gmail|googlemail)\.com$'
        then replace(split_part(lower(trim(email)), '@', 1), '.', '') || '@gmail.com'
    else lower(trim(email))
end;

-- Names are compared by this: case, width and spaces do not count.
create function pms.name_key(name text) returns text
language sql immutable parallel safe
return nullif(trim(regexp_replace(lower(normalize(name, nfkc)), '\s+', ' ', 'g')), '');

alter table jira.account
    add column email_key text generated always as (pms.email_key(email)) stored;
create index account_of_email on jira.account (email_key) where email_key is not null;

create table pms.cost_centre (
    id bigint generated always as identity primary key,
    name text not null,
    name_key text generated always as (pms.name_key(name)) stored unique,
    created_at timestamptz not null default now()
);

create table pms.roadmap_project (
    id bigint generated always as identity primary key,
    name text not null,
    name_key text generated always as (pms.name_key(name)) stored unique,
    cost_centre_id bigint references pms.cost_centre on delete set null,
    created_at timestamptz not null default now()
);

create table pms.employee (
    id bigint generated always as identity primary key,
    email text not null,
    email_key text generated always as (pms.email_key(email)) stored unique,
    name text not null,
    start_date date,
    end_date date,
    annual_cost numeric(14, 2) check (annual_cost >= 0),
    currency text check (currency ~ '^[A-Z]{3}$'),
    cost_centre_id bigint references pms.cost_centre on delete set null,
    zone text,
    country text check (country ~ '^[A-Z]{2}$'),
    updated_at timestamptz not null default now(),
    check (end_date is null or start_date is null or end_date >= start_date),
    check (annual_cost is null or currency is not null)
);

create table pms.employee_mapping (
    connection_id bigint not null references sync.connection on delete cascade,
    account_id text not null,
    employee_id bigint references pms.employee on delete cascade,
    method text not null check (method in ('email', 'manual')),
    mapped_at timestamptz not null default now(),
    primary key (connection_id, account_id),
    check (method = 'manual' or employee_id is not null)
);
comment on column pms.employee_mapping.employee_id is
    'Null, by hand: this account is nobody here, whatever its e-mail address says.';
create index mapping_of_employee on pms.employee_mapping (employee_id);

alter table sync.field_mapping
    add column options text[] not null default '{}',
    add column cost_centre_id bigint references pms.cost_centre on delete set null;
comment on column sync.field_mapping.options is
    'Which options mean yes, by id: their labels can be edited and are localised.';

alter table pms.project
    add column active boolean not null default true,
    add column state text not null default 'live'
        check (state in ('live', 'archived', 'deleted', 'access_lost')),
    add column named text,
    add column roadmap_project_id bigint references pms.roadmap_project on delete set null,
    add column linked_by text check (linked_by in ('name', 'manual'));
comment on column pms.project.active is
    'Whether it is one in the mode and with the lists of now. Rows stay, and with them their links.';
comment on column pms.project.named is 'What the mapped field says the roadmap project is called.';
create index project_of_roadmap on pms.project (roadmap_project_id);

alter table pms.task
    add column state text not null default 'present'
        check (state in ('present', 'deleted', 'archived', 'access_lost', 'excluded')),
    add column state_at timestamptz,
    add column hierarchy_level integer not null default 0,
    add column epic_link text,
    add column capex boolean,
    add column named text;
comment on column pms.task.epic_link is
    'Key of the epic in the legacy field, where Jira tells no parent; resolved when it arrives.';
comment on column pms.task.named is 'What the mapped field says the roadmap project is called.';
comment on column pms.task.capex is
    'What the mapped field says of the task itself; null where it says nothing.';
create index task_of_parent on pms.task (connection_id, parent_issue_id);
create index task_without_epic on pms.task (connection_id, epic_link)
    where epic_link is not null and parent_issue_id is null;
