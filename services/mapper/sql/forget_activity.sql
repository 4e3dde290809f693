-- $1 connection, $2 change ids and $3 items: what is activity now, $4 the change ids looked at
-- Removes what those changes were thought to tell before a mapping changed.
delete from pms.task_activity as a
where a.connection_id = $1
    and a.change_id = any($4::bigint[])
    and not exists (
        select from unnest($2::bigint[], $3::smallint[]) as n (change_id, item)
        where n.change_id = a.change_id and n.item = a.item
    )
returning a.issue_id
