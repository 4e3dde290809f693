-- $1 connection, $2 limit
select
    run, reason, deep, phase, listed, wanted, fetched, absent, error, created_at, progressed_at,
    census_finished_at, finished_at, now() - progressed_at as quiet
from sync.run
where connection_id = $1
order by created_at desc
limit $2
