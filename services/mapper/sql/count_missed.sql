-- $1 run, $2 ids whose row changed
-- Of a first sync, nothing was missed; of a scrub or a deep one, what changed was.
update sync.run as r
set missed = missed + (
    select count(*) from sync.wanted as w
    where w.run = $1 and w.issue_id = any($2::bigint[]) and w.why <> 'field'
)
where r.run = $1 and r.since is not null
