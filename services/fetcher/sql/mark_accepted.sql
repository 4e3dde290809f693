-- $1 connection, $2 account id, $3 account zone
update sync.connection
set state = 'ok', state_reason = null, account_id = $2, account_zone = $3
where id = $1
    and (state, state_reason, account_id, account_zone) is distinct from ('ok', null, $2, $3)
