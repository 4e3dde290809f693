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
