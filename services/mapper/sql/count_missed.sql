-- $1 run, $2 ids whose row changed
-- Gives how many of them webhooks had missed. Of a first sync, nothing was missed; of a scrub or a
-- deep one, what changed was.
with missed as (
    select count(*) as n from sync.wanted as w
    where w.run = $1 and w.issue_id = any($2::bigint[]) and w.why <> 'field'
)
update sync.run as r
set missed = r.missed + m.n
from missed as m
where r.run = $1 and r.since is not null
returning m.n
