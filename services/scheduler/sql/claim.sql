-- $1 connection, $2 due at, $3 run
-- The key is unique: of two schedulers one gets the row, the other nothing.
insert into sync.tick (connection_id, due_at, run) values ($1, $2, $3)
on conflict do nothing
returning run
