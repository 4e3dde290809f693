-- $1 run, $2 pages, $3 finished at, $4 account id, $5 projects that Jira would not list, $6 note
-- A census that ended as another account than it began as proves nothing.
update sync.run
set pages_expected = $2, census_finished_at = $3, progressed_at = now(), refused = $5, note = $6,
    phase = case
        when phase not in ('catalogue', 'census') then phase
        when coalesce(authenticated_as, $4) <> $4 then 'failed'
        else 'fetching'
    end,
    error = case when coalesce(authenticated_as, $4) <> $4
        then 'the account changed while the issues were listed; sync again' end,
    authenticated_as = coalesce(authenticated_as, $4)
where run = $1
