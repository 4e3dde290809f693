-- $1 e-mail address, $2 week, $3 source
-- Who last entered a week's figures as that source, and when.
select a.by, a.at
from sync.audit as a
where a.act = 'week.enter'
    and a.what ->> 'employee' = $1
    and a.what ->> 'week' = $2
    and a.what ->> 'source' = $3
order by a.id desc
limit 1
