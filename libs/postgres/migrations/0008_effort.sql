-- effort.*: what people worked on, derived from activity; and what people said about it, which is not.
create schema if not exists effort;

-- What a status says about a task; without a rule its category does.
create table sync.status_rule (
    connection_id bigint not null references sync.connection on delete cascade,
    status_id bigint not null,
    meaning text not null check (meaning in ('working', 'waiting', 'done')),
    primary key (connection_id, status_id)
);

create table effort.rule (
    one boolean primary key default true check (one),
    zone text not null default 'UTC',
    starts time[] not null default '{09:00}',
    ends time[] not null default '{17:00}',
    weekdays smallint[] not null default '{1,2,3,4,5}',
    country text check (country ~ '^[A-Z]{2}$'),
    subdivision text,
    idle_days integer not null default 10 check (idle_days >= 0),
    unworked_minutes integer not null default 60 check (unworked_minutes >= 0),
    lock_after interval not null default '1 month' check (lock_after >= interval '1 day'),
    due_after interval not null default '3 days' check (due_after >= interval '0'),
    check (cardinality(starts) = cardinality(ends) and cardinality(starts) > 0)
);
comment on table effort.rule is 'The organisation''s choices about what counts as effort: one row.';
comment on column effort.rule.starts is
    'Local times at which working spans of a day begin; each ends at the same place of `ends`.';
comment on column effort.rule.lock_after is
    'After the end of a week, or after its first draft if that came later, nothing changes it.';
comment on column effort.rule.due_after is 'After the end of a week; then it is overdue.';
insert into effort.rule default values;

-- Days to reckon anew. Rows are only added, so that writers never wait for a reckoning under way.
create table effort.stale (
    id bigint generated always as identity primary key,
    employee_id bigint not null references pms.employee on delete cascade,
    since date not null,
    marked_at timestamptz not null default clock_timestamp()
);
create index stale_of_employee on effort.stale (employee_id);

create table effort.reckoned (
    employee_id bigint primary key references pms.employee on delete cascade,
    until timestamptz not null
);
comment on table effort.reckoned is 'Up to when open tasks were counted, by employee.';

-- The evidence: working time in which a task had one share, and what opened and closed it.
create table effort.portion (
    employee_id bigint not null references pms.employee on delete cascade,
    date date not null,
    connection_id bigint not null,
    issue_id bigint not null,
    starts timestamptz not null,
    ends timestamptz not null,
    shared smallint not null check (shared > 0),
    opened_at timestamptz not null,
    opened_why text not null,
    opened_change bigint,
    opened_by text,
    closed_at timestamptz not null,
    closed_why text not null,
    closed_change bigint,
    closed_by text,
    primary key (employee_id, date, connection_id, issue_id, starts),
    check (starts < ends)
);
comment on column effort.portion.shared is 'Active tasks then, this one included.';
comment on column effort.portion.opened_by is 'Account id of who made the change that opened it.';

create table effort.day (
    employee_id bigint not null references pms.employee on delete cascade,
    date date not null,
    connection_id bigint not null,
    issue_id bigint not null,
    thousandths integer not null check (thousandths > 0),
    capex boolean not null,
    primary key (employee_id, date, connection_id, issue_id)
);
comment on column effort.day.thousandths is 'Thousandths of a minute.';
create index day_of_task on effort.day (connection_id, issue_id);

create table effort.week (
    employee_id bigint not null references pms.employee on delete cascade,
    monday date not null check (extract(isodow from monday) = 1),
    status text not null default 'not_submitted' check (status in
        ('not_submitted', 'submitted', 'pending_approval', 'approved', 'rejected')),
    available integer not null,
    attributed integer not null,
    drafted_at timestamptz not null default now(),
    decided_at timestamptz,
    decided_by text,
    reason text,
    primary key (employee_id, monday)
);
comment on column effort.week.available is 'Working time of the week, thousandths of a minute.';
comment on column effort.week.attributed is 'What of it was given to tasks.';
comment on column effort.week.decided_at is 'When somebody last submitted, approved or rejected it.';

create table effort.entry (
    employee_id bigint not null,
    monday date not null,
    source text not null check (source in ('pms', 'self', 'manager')),
    roadmap_project_id bigint references pms.roadmap_project,
    percent numeric(5, 2) not null check (percent between 0 and 100),
    thousandths integer,
    unique nulls not distinct (employee_id, monday, source, roadmap_project_id),
    foreign key (employee_id, monday) references effort.week on delete cascade
);
comment on column effort.entry.roadmap_project_id is 'Null is the row Unlinked.';
comment on column effort.entry.thousandths is 'Minutes behind a drafted row; null for an entered one.';

-- What a draft would be now, of a week that drafts do not touch any more.
create table effort.notice (
    id bigint generated always as identity primary key,
    employee_id bigint not null,
    monday date not null,
    noticed_at timestamptz not null default now(),
    before jsonb not null,
    after jsonb not null,
    seen_at timestamptz,
    seen_by text,
    foreign key (employee_id, monday) references effort.week on delete cascade
);
create index notice_of_week on effort.notice (employee_id, monday, id desc);

create table effort.doubt (
    connection_id bigint not null references sync.connection on delete cascade,
    issue_id bigint not null,
    kind text not null,
    change_id bigint,
    at timestamptz not null,
    words text not null
);
create index doubt_of_task on effort.doubt (connection_id, issue_id);
comment on table effort.doubt is 'What does not fit together in histories that effort follows from.';

-- Every act of a person, for the auditor. Rows are never changed.
create table sync.audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    by text not null,
    act text not null,
    what jsonb not null
);

-- A week that drafts do not touch: somebody answers for it, or it is locked.
create view effort.kept_week as
select w.employee_id, w.monday
from effort.week as w
cross join effort.rule as r
where w.status in ('submitted', 'pending_approval', 'approved')
    or greatest((w.monday + 7)::timestamp at time zone r.zone, w.drafted_at) + r.lock_after < now();

create index activity_to_assignee on pms.task_activity (connection_id, to_id)
    where kind = 'assignee';
create index activity_from_assignee on pms.task_activity (connection_id, from_id)
    where kind = 'assignee';
