-- $1 connection, $2 ids, $3 read at
-- A webhook said so, and a read by id found nothing: two signs.
update jira.issue
set state = 'deleted', state_at = $3
where connection_id = $1
    and id = any($2::bigint[])
    and state <> 'deleted'
    and fetched_at <= $3
returning id
