-- $1 ids of notices, $2 who saw them
update effort.notice
set seen_at = now(), seen_by = $2
where id = any($1::bigint[]) and seen_at is null
returning id
