-- $1 run, $2 reason
update sync.run
set phase = 'failed', error = $2, finished_at = now(), progressed_at = now()
where run = $1 and phase in ('catalogue', 'census', 'fetching', 'verifying')
