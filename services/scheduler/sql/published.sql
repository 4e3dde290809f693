-- $1 connection, $2 due at
update sync.tick set published_at = now() where connection_id = $1 and due_at = $2
