-- $1 run
update sync.run set wanted = (select count(*) from sync.wanted where run = $1) where run = $1
