-- $1 run, $2 connection
select doubted::text from sync.run where run = $1 and connection_id = $2
