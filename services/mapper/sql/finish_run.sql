-- $1 run
-- Done when every page of the census was handled and nothing that it asked for is outstanding.
update sync.run as r
set phase = 'done', finished_at = now(), progressed_at = now()
where r.run = $1
    and r.phase = 'fetching'
    and r.pages_expected <= (select count(*) from sync.run_part as p where p.run = $1)
    and not exists (select from sync.wanted as w where w.run = $1 and w.outcome is null)
returning r.run
