-- $1 roadmap project's name, $2 cost centre's name or null, $3 by whom
-- Whoever may have worked on it is reckoned anew; gives the name, nothing for an unknown one.
with centre as (
    insert into pms.cost_centre (name)
    select $2::text where $2::text is not null
    on conflict (name_key) do update set name = pms.cost_centre.name
    returning id, name
),
known as (
    select r.id, r.name, o.name as before
    from pms.roadmap_project as r
    left join pms.cost_centre as o on o.id = r.cost_centre_id
    where r.name_key = pms.name_key($1)
),
changed as (
    update pms.roadmap_project as r set cost_centre_id = (select c.id from centre as c)
    from known as k
    where r.id = k.id and r.cost_centre_id is distinct from (select c.id from centre as c)
    returning r.id
),
noted as (
    insert into sync.audit (by, act, what)
    select $3::text, 'project.placed', jsonb_build_object(
        'project', k.name, 'before', k.before, 'after', (select c.name from centre as c)
    )
    from known as k
    join changed as c on c.id = k.id
),
marked as (
    insert into effort.stale (employee_id, since)
    select r.employee_id, '-infinity' from effort.reckoned as r
    where exists (select from changed)
    order by r.employee_id
)
select name from known
