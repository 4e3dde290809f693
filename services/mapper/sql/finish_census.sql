-- $1 run, $2 pages, $3 finished at
update sync.run
set pages_expected = $2, census_finished_at = $3, progressed_at = now(),
    phase = case phase when 'census' then 'fetching' else phase end
where run = $1
