-- the organisation's choices about what counts as effort
select
    zone,
    array(select to_char(t, 'HH24:MI') from unnest(starts) with ordinality as u (t, n) order by n)
        as starts,
    array(select to_char(t, 'HH24:MI') from unnest(ends) with ordinality as u (t, n) order by n)
        as ends,
    weekdays, country, subdivision, idle_days, unworked_minutes,
    lock_after::text as lock_after, due_after::text as due_after
from effort.rule
