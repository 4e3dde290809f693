-- $1 connection
-- What the pages of ended runs held, and what they wanted, is not needed any more.
with ended as (
    select r.run from sync.run as r
    where r.connection_id = $1 and r.phase in ('done', 'failed') and not r.cleared
    for update
),
wanted as (
    delete from sync.wanted as w using ended as e where w.run = e.run
),
parts as (
    delete from sync.run_part as p using ended as e where p.run = e.run
)
update sync.run as r set cleared = true from ended as e where r.run = e.run
