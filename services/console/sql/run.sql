-- $1 run
select
    run, reason, deep, phase, listed, wanted, fetched, absent, error, created_at, progressed_at,
    census_finished_at, finished_at, now() - progressed_at as quiet
from sync.run
where run = $1
