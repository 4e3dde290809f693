-- A wish for a sync that found one of the same scope under way: which run it joined.
create table sync.joined_run (
    run uuid primary key,
    joins uuid not null references sync.run on delete cascade,
    joined_at timestamptz not null default now()
);
comment on column sync.joined_run.run is 'The run that was asked for, and is not taken.';

-- A run waits for its catalogue as for its pages.
alter table sync.run_part
    drop constraint run_part_kind_check,
    add constraint run_part_kind_check check (kind in ('catalogue', 'roster', 'ids', 'changed'));

alter table sync.run
    add column refused bigint[] not null default '{}',
    add column note text,
    add column cleared boolean not null default false;
comment on column sync.run.refused is
    'Projects that Jira would not list: nothing in them counts as absent.';
comment on column sync.run.note is 'What could not be listed, for a person.';
comment on column sync.run.cleared is 'Whether its pages and wishes were thrown away: it has ended.';
create index run_uncleared on sync.run (connection_id) where not cleared;

create index task_of_status on pms.task (connection_id, status_id);
create index task_of_type on pms.task (connection_id, type_id);
