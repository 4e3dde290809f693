-- $1 run, $2 connection
-- Parts of a census may overtake its start.
insert into sync.run (run, connection_id) values ($1, $2) on conflict (run) do nothing
