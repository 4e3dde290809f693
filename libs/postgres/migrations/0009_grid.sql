-- What people do with the grid: which figures of a week count, what state it is in, and under which
-- roadmap project each minute was counted.

alter table effort.day add column roadmap_project_id bigint references pms.roadmap_project;
comment on column effort.day.roadmap_project_id is
    'What the task counted for when the day was reckoned; null is Unlinked. A link made later leaves it.';
update effort.day as d
set roadmap_project_id = p.roadmap_project_id
from pms.task as t
join pms.project as p on p.id = t.pms_project_id and p.active
where t.connection_id = d.connection_id
    and t.issue_id = d.issue_id
    and p.roadmap_project_id is not null;

-- A manager's word over one's own, one's own over the draft.
create view effort.figure as
select e.employee_id, e.monday, e.source, e.roadmap_project_id, e.percent
from effort.entry as e
where not exists (
    select from effort.entry as o
    where o.employee_id = e.employee_id
        and o.monday = e.monday
        and array_position('{manager,self,pms}', o.source)
            < array_position('{manager,self,pms}', e.source)
);
comment on view effort.figure is 'A week''s figures: of several sources the one that counts.';

alter table effort.week add column locked_at timestamptz;
comment on column effort.week.locked_at is
    'When it was locked for good: weeks that lock later from now on do not open it.';
create index week_unlocked on effort.week (monday) where locked_at is null;

create view effort.week_state as
select
    w.employee_id, w.monday, w.status,
    w.locked_at is not null
        or greatest((w.monday + 7)::timestamp at time zone r.zone, w.drafted_at) + r.lock_after
            < now() as locked,
    exists (
        select from effort.entry as e
        where e.employee_id = w.employee_id and e.monday = w.monday and e.source <> 'pms'
    ) as entered,
    w.status = 'not_submitted'
        and ((w.monday + 7)::timestamp at time zone r.zone) + r.due_after < now() as overdue
from effort.week as w
cross join effort.rule as r;
comment on view effort.week_state is 'Of each week, what follows from rules and the time of now.';

-- What somebody entered goes before a draft (`figure`); the draft beside it goes on, and with it the
-- minutes, until the week is submitted.
create or replace view effort.kept_week as
select s.employee_id, s.monday
from effort.week_state as s
where s.status in ('submitted', 'pending_approval', 'approved') or s.locked;

-- What somebody saw of a week, in a word: it is another as soon as a figure is.
create function effort.seen(employee bigint, week date) returns text
language sql stable
as $$
    select coalesce(left(md5(string_agg(
        concat_ws(' ', f.source, coalesce(f.roadmap_project_id::text, 'none'), f.percent),
        ',' order by f.roadmap_project_id nulls last
    )), 12), 'empty')
    from effort.figure as f
    where f.employee_id = employee and f.monday = week
$$;

-- Whoever was ever the assignee of a task of these projects, or has minutes on one, is reckoned anew.
create function effort.mark_projects(projects bigint[]) returns void
language sql
as $$
    with named as (
        select t.connection_id, t.issue_id, t.assignee, (t.created - interval '366 days')::date as since
        from pms.task as t
        where t.pms_project_id = any(projects)
    ),
    held as (
        select n.connection_id, n.assignee as account_id, n.since from named as n
        union all
        select n.connection_id, h.account_id, n.since
        from named as n
        join pms.task_activity as a
            on a.connection_id = n.connection_id and a.issue_id = n.issue_id and a.kind = 'assignee'
        cross join lateral (values (a.from_id), (a.to_id)) as h (account_id)
    ),
    concerned as (
        select m.employee_id, h.since
        from (
            select connection_id, account_id, min(since) as since
            from held
            where account_id is not null
            group by connection_id, account_id
        ) as h
        join pms.employee_mapping as m
            on m.connection_id = h.connection_id and m.account_id = h.account_id
        union all
        select d.employee_id, n.since
        from named as n
        join effort.day as d on d.connection_id = n.connection_id and d.issue_id = n.issue_id
    )
    insert into effort.stale (employee_id, since)
    select c.employee_id, min(c.since)
    from concerned as c
    where c.employee_id is not null
    group by c.employee_id
    order by c.employee_id
$$;

create index audit_by_time on sync.audit (at desc, id desc);

-- The rows of a notice with the projects' names of now.
create function effort.named_rows(told jsonb) returns jsonb
language sql stable
as $$
    select coalesce(jsonb_agg(
        jsonb_build_object(
            'project', coalesce(r.name, t.entry ->> 'project', 'Unlinked'),
            'percent', t.entry ->> 'percent'
        ) order by t.place
    ), '[]')
    from jsonb_array_elements(told) with ordinality as t (entry, place)
    left join pms.roadmap_project as r on r.id = (t.entry ->> 'project')::bigint
$$;
create index audit_of_week on sync.audit ((what ->> 'employee'), (what ->> 'week'));

-- Marks of a change of settings wait behind those of what somebody just did.
alter table effort.stale add column bulk boolean not null default false;

create unique index notice_unseen on effort.notice (employee_id, monday) where seen_at is null;

create index portion_open on effort.portion (employee_id, date) where closed_why = 'now';
