-- $1 run
-- Two transactions that each do the last thing must see each other's: the second waits here.
select phase from sync.run where run = $1 for update
