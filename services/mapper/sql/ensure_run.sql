-- $1 run, $2 connection
-- Parts of a census may overtake its start.
insert into sync.run (run, connection_id, phase) values ($1, $2, 'census')
on conflict (run) do nothing
