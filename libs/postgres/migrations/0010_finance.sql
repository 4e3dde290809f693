-- What effort costs, by month; months that are closed, and what became different of them since.
-- Schema finance tells costs, so it is not api: who reads it is decided apart.

alter table pms.cost_centre
    add column class text check (class in ('capex', 'opex'));
comment on column pms.cost_centre.class is
    'What effort is that a person entered for its projects and no task tells more of.';

-- Minutes keep the project that they counted for: a week that is kept does not follow new links.
alter table effort.day add column roadmap_project_id bigint references pms.roadmap_project;
comment on column effort.day.roadmap_project_id is 'The task''s project then; null is Unlinked.';
update effort.day as d
set roadmap_project_id = p.roadmap_project_id
from pms.task as t
join pms.project as p on p.id = t.pms_project_id and p.active
where t.connection_id = d.connection_id
    and t.issue_id = d.issue_id
    and p.roadmap_project_id is not null;

-- The rows of a week that count: what a manager said, else what the person said, else the draft.
create or replace view effort.figure as
select r.employee_id, r.monday, r.source, r.roadmap_project_id, r.percent
from (
    select
        e.employee_id, e.monday, e.source, e.roadmap_project_id, e.percent,
        rank() over (
            partition by e.employee_id, e.monday
            order by array_position(array['manager', 'self', 'pms'], e.source)
        ) as place
    from effort.entry as e
) as r
where r.place = 1;

-- Cost follows from what people enter as well, whoever writes it: the mark is made here.
create function effort.mark_entered() returns trigger
language plpgsql as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        insert into effort.stale (employee_id, since)
        select n.employee_id, min(n.monday) from written as n
        where n.source <> 'pms'
        group by n.employee_id
        order by n.employee_id;
    end if;
    if tg_op in ('DELETE', 'UPDATE') then
        insert into effort.stale (employee_id, since)
        select o.employee_id, min(o.monday) from gone as o
        join pms.employee as e on e.id = o.employee_id
        where o.source <> 'pms'
        group by o.employee_id
        order by o.employee_id;
    end if;
    return null;
end
$$;
create trigger entered after insert on effort.entry
    referencing new table as written for each statement execute function effort.mark_entered();
create trigger entered_anew after update on effort.entry
    referencing old table as gone new table as written
    for each statement execute function effort.mark_entered();
create trigger taken_back after delete on effort.entry
    referencing old table as gone for each statement execute function effort.mark_entered();

create table effort.capacity (
    employee_id bigint not null references pms.employee on delete cascade,
    month date not null check (extract(day from month) = 1),
    days integer not null,
    elapsed integer not null check (elapsed <= days),
    year_days integer not null check (year_days > 0),
    available bigint not null,
    annual_cost numeric(14, 2),
    currency text,
    primary key (employee_id, month)
);
comment on table effort.capacity is 'Working days of people by month, from the first effort on.';
comment on column effort.capacity.days is 'Working days of the month while employed.';
comment on column effort.capacity.elapsed is 'Those of them that had begun when last reckoned.';
comment on column effort.capacity.year_days is
    'Working days of the whole year by the person''s calendar, employed or not.';
comment on column effort.capacity.available is 'Working time of `days`, thousandths of a minute.';

create table effort.cost (
    employee_id bigint not null references pms.employee on delete cascade,
    month date not null check (extract(day from month) = 1),
    kind text not null check (kind in ('project', 'unlinked', 'unattributed')),
    roadmap_project_id bigint references pms.roadmap_project,
    cost_centre_id bigint references pms.cost_centre,
    capex boolean not null,
    thousandths bigint not null,
    days numeric(9, 4) not null,
    cost numeric(14, 2),
    currency text,
    unique nulls not distinct
        (employee_id, month, kind, roadmap_project_id, cost_centre_id, capex),
    check ((kind = 'project') = (roadmap_project_id is not null)),
    check ((cost is null) = (currency is null))
);
create index cost_of_month on effort.cost (month);
comment on table effort.cost is 'What a person''s month was given to, and what that cost.';
comment on column effort.cost.kind is
    'unlinked: tasks without a project; unattributed: working days of weeks without any figure.';
comment on column effort.cost.thousandths is
    'Thousandths of a minute that tasks tell, whatever people entered.';
comment on column effort.cost.days is 'Working days by the figures of the weeks.';
comment on column effort.cost.cost is 'Its part of the person''s month; null without a yearly cost.';

-- Each closing of a month, also one that was taken back: nothing here is ever deleted.
create table effort.closing (
    id bigint generated always as identity primary key,
    month date not null check (extract(day from month) = 1),
    closed_at timestamptz not null default now(),
    closed_by text not null,
    reopened_at timestamptz,
    reopened_by text,
    reason text,
    check ((reopened_at is null) = (reopened_by is null))
);
create unique index closed_once on effort.closing (month) where reopened_at is null;

-- What was booked by a closing: its own month, and what had changed of those before.
create table effort.closed_cost (
    closing_id bigint not null references effort.closing,
    month date not null,
    employee_id bigint not null references pms.employee,
    kind text not null,
    roadmap_project_id bigint references pms.roadmap_project,
    cost_centre_id bigint references pms.cost_centre,
    capex boolean not null,
    thousandths bigint not null,
    days numeric(9, 4) not null,
    cost numeric(14, 2),
    currency text
);
create index closed_cost_of_closing on effort.closed_cost (closing_id);

-- What these figures followed from, so that what changed since can be told.
create table effort.closed_capacity (
    closing_id bigint not null references effort.closing,
    month date not null,
    employee_id bigint not null references pms.employee,
    days integer not null,
    year_days integer not null,
    annual_cost numeric(14, 2),
    currency text,
    primary key (month, employee_id, closing_id)
);
create table effort.closed_task (
    closing_id bigint not null references effort.closing,
    month date not null,
    employee_id bigint not null references pms.employee,
    connection_id bigint not null,
    issue_id bigint not null,
    roadmap_project_id bigint references pms.roadmap_project,
    capex boolean not null,
    thousandths bigint not null
);
create index closed_task_of_employee on effort.closed_task (month, employee_id, closing_id);
create table effort.closed_figure (
    closing_id bigint not null references effort.closing,
    month date not null,
    employee_id bigint not null references pms.employee,
    monday date not null,
    source text not null,
    roadmap_project_id bigint references pms.roadmap_project,
    percent numeric(5, 2) not null
);
create index closed_figure_of_employee on effort.closed_figure (month, employee_id, closing_id);

create view effort.closed_month as
select id as closing_id, month from effort.closing where reopened_at is null;

create function effort.first_open() returns date
language sql stable parallel safe
return (select (max(month) + interval '1 month')::date from effort.closed_month);
comment on function effort.first_open is 'The month after the last closed one; null for none.';

-- What closed months are now, less what was booked of them so far.
create view effort.adjustment as
select
    t.month, t.employee_id, t.kind, t.roadmap_project_id, t.cost_centre_id, t.capex, t.currency,
    sum(t.thousandths) filter (where t.booked)::bigint as old_thousandths,
    sum(t.thousandths) filter (where not t.booked)::bigint as new_thousandths,
    sum(t.days) filter (where t.booked) as old_days,
    sum(t.days) filter (where not t.booked) as new_days,
    sum(t.cost) filter (where t.booked) as old_cost,
    sum(t.cost) filter (where not t.booked) as new_cost
from (
    select
        true as booked, b.month, b.employee_id, b.kind, b.roadmap_project_id, b.cost_centre_id,
        b.capex, b.currency, b.thousandths, b.days, b.cost
    from effort.closed_cost as b
    join effort.closed_month as m on m.closing_id = b.closing_id
    union all
    select
        false, c.month, c.employee_id, c.kind, c.roadmap_project_id, c.cost_centre_id,
        c.capex, c.currency, c.thousandths, c.days, c.cost
    from effort.cost as c
    where c.month < effort.first_open()
) as t
group by
    t.month, t.employee_id, t.kind, t.roadmap_project_id, t.cost_centre_id, t.capex, t.currency
having sum(case when t.booked then -t.thousandths else t.thousandths end) <> 0
    or sum(case when t.booked then -t.days else t.days end) <> 0
    or sum(case when t.booked then -t.cost else t.cost end) <> 0;

-- The task itself and what is above it, up to the epic; a circle ends. As effort's CapEx is found.
create function effort.ancestry(connection bigint, issue bigint)
returns table (issue_id bigint, key text, title text, capex boolean, depth integer)
language sql stable parallel safe
as $$
    with recursive above (issue_id, key, title, capex, parent, level, depth) as (
        select t.issue_id, t.key, t.title, t.capex, t.parent_issue_id, t.hierarchy_level, 1
        from pms.task as t
        where t.connection_id = connection and t.issue_id = issue
        union all
        select p.issue_id, p.key, p.title, p.capex, p.parent_issue_id, p.hierarchy_level, a.depth + 1
        from above as a
        join pms.task as p on p.connection_id = connection and p.issue_id = a.parent
        where a.level < 1 and a.depth < 5
    )
    select distinct on (a.issue_id) a.issue_id, a.key, a.title, a.capex, a.depth
    from above as a
    order by a.issue_id, a.depth
$$;
