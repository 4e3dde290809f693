-- $1 run, $2 ids, $3 outcome, $4 when, by Jira's clock
with marked as (
    update sync.wanted set outcome = $3, outcome_at = $4
    where run = $1 and issue_id = any($2::bigint[]) and outcome is null
    returning 1
)
update sync.run
set fetched = fetched + case when $3 = 'fetched' then (select count(*) from marked) else 0 end,
    absent = absent + case when $3 <> 'fetched' then (select count(*) from marked) else 0 end,
    progressed_at = now()
where run = $1
