-- $1 month, $2 by whom, $3 reason
update effort.closing
set reopened_at = now(), reopened_by = $2, reason = $3
where month = $1 and reopened_at is null
returning id
