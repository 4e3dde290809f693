-- What effort costs, by month; months that are closed, and what became different of them since.
-- Schema finance tells costs, so it is not api: who reads it is decided apart.

alter table pms.cost_centre
    add column class text check (class in ('capex', 'opex'));
comment on column pms.cost_centre.class is
    'What effort is that a person entered for its projects and no task tells more of.';

-- What a person costs, since when: a rise does not change the months before it. A month costs by what
-- counts on its first day.
create table pms.annual_cost (
    employee_id bigint not null references pms.employee on delete cascade,
    since date not null,
    annual_cost numeric(14, 2) not null check (annual_cost >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    told_at timestamptz not null default now(),
    primary key (employee_id, since)
);
comment on column pms.annual_cost.since is 'The first day it counts; -infinity for always.';
insert into pms.annual_cost (employee_id, since, annual_cost, currency)
select id, '-infinity', annual_cost, currency from pms.employee where annual_cost is not null;

-- The first yearly cost that is told counts for always, another one from the month on in which it is
-- told.
create function pms.note_first_annual_cost() returns trigger
language plpgsql as $$
begin
    insert into pms.annual_cost (employee_id, since, annual_cost, currency)
    select n.id, '-infinity', n.annual_cost, n.currency from written as n
    where n.annual_cost is not null
    order by n.id;
    return null;
end
$$;
create function pms.note_annual_cost() returns trigger
language plpgsql as $$
begin
    insert into pms.annual_cost as a (employee_id, since, annual_cost, currency)
    select
        n.id,
        case
            when o.annual_cost is null then '-infinity'
            else date_trunc('month', now() at time zone r.zone)::date
        end,
        n.annual_cost, n.currency
    from written as n
    join gone as o on o.id = n.id
    cross join effort.rule as r
    where n.annual_cost is not null
        and (n.annual_cost, n.currency) is distinct from (o.annual_cost, o.currency)
    order by n.id
    on conflict (employee_id, since) do update set
        annual_cost = excluded.annual_cost,
        currency = excluded.currency,
        told_at = excluded.told_at;
    return null;
end
$$;
create trigger annual_cost_told after insert on pms.employee
    referencing new table as written
    for each statement execute function pms.note_first_annual_cost();
create trigger annual_cost_told_anew after update on pms.employee
    referencing old table as gone new table as written
    for each statement execute function pms.note_annual_cost();

-- Minutes keep the project that they counted for: a week that is kept does not follow new links.
alter table effort.day
    add column if not exists roadmap_project_id bigint references pms.roadmap_project;
comment on column effort.day.roadmap_project_id is 'The task''s project then; null is Unlinked.';
update effort.day as d
set roadmap_project_id = p.roadmap_project_id
from pms.task as t
join pms.project as p on p.id = t.pms_project_id and p.active
where t.connection_id = d.connection_id
    and t.issue_id = d.issue_id
    and p.roadmap_project_id is not null
    and d.roadmap_project_id is null;

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

-- Costs of what was reckoned before.
insert into effort.stale (employee_id, since)
select employee_id, '-infinity' from effort.reckoned order by employee_id;

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
    where c.month < (select effort.first_open())
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

create schema finance;
comment on schema finance is 'What effort costs: for those who may see what people cost.';

create view finance.ledger as
select
    b.period, b.month, b.period <> b.month as adjusts, b.closed, b.employee_id,
    e.name as employee, b.kind, b.roadmap_project_id,
    coalesce(r.name, initcap(b.kind)) as project, b.cost_centre_id, c.name as cost_centre, b.capex,
    b.thousandths / 1000.0 as minutes, b.days, b.cost, b.currency
from (
    select
        m.month as period, k.month, true as closed, k.employee_id, k.kind, k.roadmap_project_id,
        k.cost_centre_id, k.capex, k.thousandths, k.days, k.cost, k.currency
    from effort.closed_cost as k
    join effort.closed_month as m on m.closing_id = k.closing_id
    union all
    select
        o.month, o.month, false, o.employee_id, o.kind, o.roadmap_project_id,
        o.cost_centre_id, o.capex, o.thousandths, o.days, o.cost, o.currency
    from effort.cost as o
    where o.month >= coalesce((select effort.first_open()), '-infinity')
    union all
    select
        (select effort.first_open()), a.month, false, a.employee_id, a.kind, a.roadmap_project_id,
        a.cost_centre_id, a.capex,
        coalesce(a.new_thousandths, 0) - coalesce(a.old_thousandths, 0),
        coalesce(a.new_days, 0) - coalesce(a.old_days, 0),
        case
            when a.currency is not null then coalesce(a.new_cost, 0) - coalesce(a.old_cost, 0)
        end,
        a.currency
    from effort.adjustment as a
) as b
join pms.employee as e on e.id = b.employee_id
left join pms.roadmap_project as r on r.id = b.roadmap_project_id
left join pms.cost_centre as c on c.id = b.cost_centre_id;
comment on view finance.ledger is
    'All that was ever booked or is to be: closed months as they were closed, open ones as they are. '
    'Its sum up to a period is the cost up to then as known now.';
comment on column finance.ledger.period is 'First day of the month in which it is booked.';
comment on column finance.ledger.month is 'First day of the month in which it was worked.';
comment on column finance.ledger.adjusts is
    'Whether it corrects a month that was closed before; such amounts may be negative.';
comment on column finance.ledger.closed is 'Whether the period is closed: the row stays as it is.';
comment on column finance.ledger.employee_id is 'The employee.';
comment on column finance.ledger.employee is 'Name of the employee.';
comment on column finance.ledger.kind is
    'project; unlinked: tasks without a project; unattributed: days that no figure explains.';
comment on column finance.ledger.roadmap_project_id is 'The roadmap project; null for the others.';
comment on column finance.ledger.project is 'Name of the project, Unlinked or Unattributed.';
comment on column finance.ledger.cost_centre_id is 'The cost centre it belongs to; null for none.';
comment on column finance.ledger.cost_centre is 'Name of the cost centre.';
comment on column finance.ledger.capex is 'True for CapEx, false for OpEx.';
comment on column finance.ledger.minutes is 'Working minutes that tasks tell.';
comment on column finance.ledger.days is 'Working days by the figures of the weeks.';
comment on column finance.ledger.cost is 'What the days cost; null without a yearly cost.';
comment on column finance.ledger.currency is 'ISO 4217 code of the cost; currencies are kept apart.';

create view finance.project as
select
    l.period, l.roadmap_project_id, l.project, l.currency, sum(l.minutes) as minutes,
    coalesce(sum(l.minutes) filter (where l.capex), 0) as capex_minutes, sum(l.days) as days,
    coalesce(sum(l.days) filter (where l.capex), 0) as capex_days,
    coalesce(sum(l.cost) filter (where l.capex), 0) as capex_cost,
    coalesce(sum(l.cost) filter (where not l.capex), 0) as opex_cost, sum(l.cost) as cost
from finance.ledger as l
group by l.period, l.roadmap_project_id, l.project, l.currency;
comment on view finance.project is 'The ledger by month and project.';
comment on column finance.project.period is 'First day of the month in which it is booked.';
comment on column finance.project.roadmap_project_id is 'The roadmap project.';
comment on column finance.project.project is 'Name of the project, Unlinked or Unattributed.';
comment on column finance.project.currency is 'Currency of the costs; null where none is known.';
comment on column finance.project.minutes is 'Working minutes that tasks tell.';
comment on column finance.project.capex_minutes is 'Those of them that are CapEx.';
comment on column finance.project.days is 'Working days by the figures of the weeks.';
comment on column finance.project.capex_days is 'Those of them that are CapEx.';
comment on column finance.project.capex_cost is 'Cost that is CapEx.';
comment on column finance.project.opex_cost is 'Cost that is OpEx.';
comment on column finance.project.cost is 'Both; null without a yearly cost.';

create view finance.cost_centre as
select
    l.period, l.cost_centre_id, l.cost_centre, l.currency, sum(l.minutes) as minutes,
    coalesce(sum(l.minutes) filter (where l.capex), 0) as capex_minutes, sum(l.days) as days,
    coalesce(sum(l.days) filter (where l.capex), 0) as capex_days,
    coalesce(sum(l.cost) filter (where l.capex), 0) as capex_cost,
    coalesce(sum(l.cost) filter (where not l.capex), 0) as opex_cost, sum(l.cost) as cost
from finance.ledger as l
group by l.period, l.cost_centre_id, l.cost_centre, l.currency;
comment on view finance.cost_centre is 'The ledger by month and cost centre.';
comment on column finance.cost_centre.period is 'First day of the month in which it is booked.';
comment on column finance.cost_centre.cost_centre_id is 'The cost centre; null for none.';
comment on column finance.cost_centre.cost_centre is 'Name of the cost centre.';
comment on column finance.cost_centre.currency is 'Currency of the costs; null where none is known.';
comment on column finance.cost_centre.minutes is 'Working minutes that tasks tell.';
comment on column finance.cost_centre.capex_minutes is 'Those of them that are CapEx.';
comment on column finance.cost_centre.days is 'Working days by the figures of the weeks.';
comment on column finance.cost_centre.capex_days is 'Those of them that are CapEx.';
comment on column finance.cost_centre.capex_cost is 'Cost that is CapEx.';
comment on column finance.cost_centre.opex_cost is 'Cost that is OpEx.';
comment on column finance.cost_centre.cost is 'Both; null without a yearly cost.';

create view finance.capitalisation as
select
    s.period, s.closed, s.roadmap_project_id, s.project, s.cost_centre_id, s.cost_centre,
    s.currency, s.minutes, s.days, s.capitalised,
    sum(s.capitalised) over (
        partition by s.roadmap_project_id, s.project, s.cost_centre_id, s.currency
        order by s.period
    ) as capitalised_to_date
from (
    select
        l.period, l.closed, l.roadmap_project_id, l.project, l.cost_centre_id, l.cost_centre,
        l.currency, sum(l.minutes) as minutes, sum(l.days) as days, sum(l.cost) as capitalised
    from finance.ledger as l
    where l.capex
    group by
        l.period, l.closed, l.roadmap_project_id, l.project, l.cost_centre_id, l.cost_centre,
        l.currency
) as s;
comment on view finance.capitalisation is
    'Capitalisation schedule: what each month adds to what is capitalised of a project.';
comment on column finance.capitalisation.period is 'First day of the month in which it is booked.';
comment on column finance.capitalisation.closed is 'Whether the month is closed.';
comment on column finance.capitalisation.roadmap_project_id is 'The roadmap project.';
comment on column finance.capitalisation.project is 'Name of the project, or Unlinked.';
comment on column finance.capitalisation.cost_centre_id is 'The cost centre; null for none.';
comment on column finance.capitalisation.cost_centre is 'Name of the cost centre.';
comment on column finance.capitalisation.currency is 'Currency; null where no cost is known.';
comment on column finance.capitalisation.minutes is 'CapEx minutes that tasks tell.';
comment on column finance.capitalisation.days is 'CapEx working days by the figures of the weeks.';
comment on column finance.capitalisation.capitalised is
    'Cost capitalised in the month, corrections of earlier months included.';
comment on column finance.capitalisation.capitalised_to_date is 'The same up to and with the month.';

create view finance.adjustment as
select
    (select effort.first_open()) as period, a.month, a.employee_id, e.name as employee, a.kind,
    a.roadmap_project_id, coalesce(r.name, initcap(a.kind)) as project, a.cost_centre_id,
    c.name as cost_centre, a.capex, coalesce(a.old_thousandths, 0) / 1000.0 as old_minutes,
    coalesce(a.new_thousandths, 0) / 1000.0 as new_minutes, coalesce(a.old_days, 0) as old_days,
    coalesce(a.new_days, 0) as new_days, coalesce(a.old_cost, 0) as old_cost,
    coalesce(a.new_cost, 0) as new_cost, a.currency
from effort.adjustment as a
join pms.employee as e on e.id = a.employee_id
left join pms.roadmap_project as r on r.id = a.roadmap_project_id
left join pms.cost_centre as c on c.id = a.cost_centre_id;
comment on view finance.adjustment is 'What is different now of months that are closed.';
comment on column finance.adjustment.period is 'The first open month: there it is booked.';
comment on column finance.adjustment.month is 'First day of the month that it corrects.';
comment on column finance.adjustment.employee_id is 'The employee.';
comment on column finance.adjustment.employee is 'Name of the employee.';
comment on column finance.adjustment.kind is 'project, unlinked or unattributed.';
comment on column finance.adjustment.roadmap_project_id is 'The roadmap project.';
comment on column finance.adjustment.project is 'Name of the project, Unlinked or Unattributed.';
comment on column finance.adjustment.cost_centre_id is 'The cost centre.';
comment on column finance.adjustment.cost_centre is 'Name of the cost centre.';
comment on column finance.adjustment.capex is 'True for CapEx, false for OpEx.';
comment on column finance.adjustment.old_minutes is 'Minutes as booked so far.';
comment on column finance.adjustment.new_minutes is 'Minutes as they are now.';
comment on column finance.adjustment.old_days is 'Working days as booked so far.';
comment on column finance.adjustment.new_days is 'Working days as they are now.';
comment on column finance.adjustment.old_cost is 'Cost as booked so far.';
comment on column finance.adjustment.new_cost is 'Cost as it is now.';
comment on column finance.adjustment.currency is 'Currency of the costs; null for none.';

create view api.effort_day as
select
    d.employee_id, d.date, d.connection_id, d.issue_id, t.key, d.roadmap_project_id,
    d.thousandths / 1000.0 as minutes, d.capex
from effort.day as d
left join pms.task as t on t.connection_id = d.connection_id and t.issue_id = d.issue_id;
comment on view api.effort_day is 'Working minutes that tasks got, by person and date.';
comment on column api.effort_day.employee_id is 'The employee.';
comment on column api.effort_day.date is 'Date where the employee is.';
comment on column api.effort_day.connection_id is 'The connection of the task.';
comment on column api.effort_day.issue_id is 'Jira''s numeric issue id of the task.';
comment on column api.effort_day.key is 'Issue key of now; null when the task is not known any more.';
comment on column api.effort_day.roadmap_project_id is 'The project it counts for; null: Unlinked.';
comment on column api.effort_day.minutes is 'Minutes, to the thousandth.';
comment on column api.effort_day.capex is 'True for CapEx, false for OpEx.';

create view api.effort_week as
select
    f.employee_id, f.monday, w.status, f.source, f.roadmap_project_id, f.percent,
    w.available / 1000.0 as available_minutes, w.attributed / 1000.0 as attributed_minutes
from effort.figure as f
join effort.week as w on w.employee_id = f.employee_id and w.monday = f.monday;
comment on view api.effort_week is 'The rows of each week that count; they sum to 100.';
comment on column api.effort_week.employee_id is 'The employee.';
comment on column api.effort_week.monday is 'First day of the ISO week.';
comment on column api.effort_week.status is
    'not_submitted, submitted, pending_approval, approved or rejected.';
comment on column api.effort_week.source is
    'manager, self or pms: of those that told anything the first one counts.';
comment on column api.effort_week.roadmap_project_id is 'The project; null for Unlinked.';
comment on column api.effort_week.percent is 'Share of the week.';
comment on column api.effort_week.available_minutes is 'Working time of the whole week.';
comment on column api.effort_week.attributed_minutes is 'What of it tasks got.';

create view api.effort_project as
select
    p.period, p.roadmap_project_id, p.project, sum(p.minutes) as minutes,
    sum(p.capex_minutes) as capex_minutes, sum(p.days) as days, sum(p.capex_days) as capex_days
from finance.project as p
group by p.period, p.roadmap_project_id, p.project;
comment on view api.effort_project is 'Effort by month and project; closed months stay as they are.';
comment on column api.effort_project.period is 'First day of the month in which it is booked.';
comment on column api.effort_project.roadmap_project_id is 'The roadmap project.';
comment on column api.effort_project.project is 'Name of the project, Unlinked or Unattributed.';
comment on column api.effort_project.minutes is 'Working minutes that tasks tell.';
comment on column api.effort_project.capex_minutes is 'Those of them that are CapEx.';
comment on column api.effort_project.days is 'Working days by the figures of the weeks.';
comment on column api.effort_project.capex_days is 'Those of them that are CapEx.';

create view api.effort_cost_centre as
select
    c.period, c.cost_centre_id, c.cost_centre, sum(c.minutes) as minutes,
    sum(c.capex_minutes) as capex_minutes, sum(c.days) as days, sum(c.capex_days) as capex_days
from finance.cost_centre as c
group by c.period, c.cost_centre_id, c.cost_centre;
comment on view api.effort_cost_centre is
    'Effort by month and cost centre; closed months stay as they are.';
comment on column api.effort_cost_centre.period is 'First day of the month in which it is booked.';
comment on column api.effort_cost_centre.cost_centre_id is 'The cost centre; null for none.';
comment on column api.effort_cost_centre.cost_centre is 'Name of the cost centre.';
comment on column api.effort_cost_centre.minutes is 'Working minutes that tasks tell.';
comment on column api.effort_cost_centre.capex_minutes is 'Those of them that are CapEx.';
comment on column api.effort_cost_centre.days is 'Working days by the figures of the weeks.';
comment on column api.effort_cost_centre.capex_days is 'Those of them that are CapEx.';

create view api.capitalisation as
select
    k.period, k.closed, k.roadmap_project_id, k.project, k.cost_centre_id, k.cost_centre,
    sum(k.minutes) as minutes, sum(k.days) as days
from finance.capitalisation as k
group by
    k.period, k.closed, k.roadmap_project_id, k.project, k.cost_centre_id, k.cost_centre;
comment on view api.capitalisation is 'What of each month''s effort is CapEx; finance has the cost.';
comment on column api.capitalisation.period is 'First day of the month in which it is booked.';
comment on column api.capitalisation.closed is 'Whether the month is closed.';
comment on column api.capitalisation.roadmap_project_id is 'The roadmap project.';
comment on column api.capitalisation.project is 'Name of the project, or Unlinked.';
comment on column api.capitalisation.cost_centre_id is 'The cost centre; null for none.';
comment on column api.capitalisation.cost_centre is 'Name of the cost centre.';
comment on column api.capitalisation.minutes is 'CapEx minutes that tasks tell.';
comment on column api.capitalisation.days is 'CapEx working days by the figures of the weeks.';
