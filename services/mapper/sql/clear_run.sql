-- $1 run
-- Which pages there were is kept; what was on them, and what was wanted, is not needed any more.
with wanted as (delete from sync.wanted where run = $1)
update sync.run_part set ids = '{}' where run = $1 and ids <> '{}'
