-- $1 run, $2 connection, $3 scope JSON, $4 deep, $5 reason
-- Gives the run to report under: the one asked for, or one of the same scope that is under way and
-- gets on, which it joins; null where it has ended. A run that stalled is joined by nobody. What was
-- asked for before and is asked for again, after a crash, goes on as what it was.
with mine as (
    select r.run, r.phase in ('catalogue', 'census', 'fetching', 'verifying') as under_way
    from sync.run as r
    where r.run = $1
),
under_way as (
    select r.run
    from sync.run as r
    where r.connection_id = $2
        and r.scope = $3::text::jsonb
        and r.deep = $4
        and r.phase in ('catalogue', 'census', 'fetching', 'verifying')
        and r.progressed_at > now() - interval '15 minutes'
        and not exists (select from mine)
    order by r.created_at desc
    limit 1
),
before as (
    select j.joins as run from sync.joined_run as j where j.run = $1
),
joined as (
    insert into sync.joined_run (run, joins)
    select $1, u.run from under_way as u where not exists (select from before)
),
begun as (
    insert into sync.run (run, connection_id, scope, deep, reason, phase)
    select $1, $2, $3::text::jsonb, $4, $5, 'catalogue'
    where not exists (select from mine)
        and not exists (select from under_way)
        and not exists (select from before)
)
select case
    when exists (select from mine) then (select m.run from mine as m where m.under_way)
    else coalesce((select b.run from before as b), (select u.run from under_way as u), $1)
end
