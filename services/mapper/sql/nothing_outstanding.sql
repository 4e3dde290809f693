-- $1 run
-- Whether every page of the census was handled and nothing that it asked for is outstanding.
select r.pages_expected <= (select count(*) from sync.run_part as p where p.run = $1)
    and not exists (select from sync.wanted as w where w.run = $1 and w.outcome is null)
from sync.run as r
where r.run = $1
