-- $1 connection, $2 ids, $3 read at, $4 account that read
-- A webhook said so, and a read by id as the connection's account found nothing: two signs.
update jira.issue as i
set state = 'deleted', state_at = $3
from sync.connection as c
where c.id = $1
    and coalesce(c.account_id, $4) = $4
    and i.connection_id = $1
    and i.id = any($2::bigint[])
    and i.state <> 'deleted'
    and i.fetched_at <= $3
returning i.id
