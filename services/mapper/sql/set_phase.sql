-- $1 run, $2 phase
update sync.run set phase = $2, progressed_at = now() where run = $1
