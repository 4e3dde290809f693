-- $1 connection, $2 reason
update sync.connection set state = 'needs_attention', state_reason = $2
where id = $1 and (state, state_reason) is distinct from ('needs_attention', $2)
