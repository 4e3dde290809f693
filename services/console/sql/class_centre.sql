-- $1 cost centre's name, $2 capex, opex or null, $3 by whom
-- Whoever may cost something there is reckoned anew; gives the name, nothing for an unknown one.
with known as (
    select c.id, c.name, c.class from pms.cost_centre as c where c.name_key = pms.name_key($1)
),
changed as (
    update pms.cost_centre as c set class = $2::text
    from known as k
    where c.id = k.id and c.class is distinct from $2::text
    returning c.id
),
noted as (
    insert into sync.audit (by, act, what)
    select $3::text, 'cost_centre.classed', jsonb_build_object(
        'cost_centre', k.name, 'before', k.class, 'after', $2::text
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
