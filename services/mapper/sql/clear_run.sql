-- $1 run
delete from sync.wanted where run = $1
