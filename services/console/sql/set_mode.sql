-- $1 connection, $2 mode
update sync.connection set mode = $2, updated_at = now() where id = $1 and mode <> $2 returning id
