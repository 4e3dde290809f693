-- $1 zone, $2 starts, $3 ends, $4 weekdays, $5 country, $6 subdivision, $7 idle days,
-- $8 unworked minutes, $9 lock after, $10 due after
-- Gives whether anything changed that effort follows from: when a week is due is not.
with old as materialized (select * from effort.rule)
update effort.rule as r
set zone = $1, starts = $2::text[]::time[], ends = $3::text[]::time[], weekdays = $4, country = $5,
    subdivision = $6, idle_days = $7, unworked_minutes = $8, lock_after = $9::text::interval,
    due_after = $10::text::interval
from old
returning (r.zone, r.starts, r.ends, r.weekdays, r.country, r.subdivision, r.idle_days,
        r.unworked_minutes, r.lock_after)
    is distinct from (old.zone, old.starts, old.ends, old.weekdays, old.country, old.subdivision,
        old.idle_days, old.unworked_minutes, old.lock_after)
