-- $1 employee, $2 monday, $3 statuses it may have, $4 the new one, $5 who, $6 reason or null,
-- $7 the figures that were seen, or null for whichever, $8 whether locked weeks too
update effort.week as w
set status = $4, decided_at = now(), decided_by = $5, reason = $6
from effort.week_state as s
where w.employee_id = $1
    and w.monday = $2
    and w.status = any($3::text[])
    and s.employee_id = w.employee_id
    and s.monday = w.monday
    and ($8 or not s.locked)
    and ($7::text is null or $7 = effort.seen(w.employee_id, w.monday))
returning w.monday
