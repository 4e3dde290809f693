-- before a rule changes
-- A week that is old enough is locked for good: a rule that changes later does not open it.
update effort.week as w
set locked_at = now()
from effort.rule as r
where w.locked_at is null
    and greatest((w.monday + 7)::timestamp at time zone r.zone, w.drafted_at) + r.lock_after < now()
