-- $1 employee or null, $2 whether all, $3 limit
-- What drafts of kept weeks would be now: of each the newest, while it is neither seen nor over.
select
    n.id, p.email, p.name, n.monday, n.noticed_at, n.seen_at, n.seen_by,
    effort.named_rows(n.before) as before, effort.named_rows(n.after) as after
from effort.notice as n
join pms.employee as p on p.id = n.employee_id
where ($1::bigint is null or n.employee_id = $1)
    and ($2 or (
        n.seen_at is null
        and n.before <> n.after
        and not exists (
            select from effort.notice as o
            where o.employee_id = n.employee_id and o.monday = n.monday and o.id > n.id
        )
        and exists (
            select from effort.kept_week as k
            where k.employee_id = n.employee_id and k.monday = n.monday
        )
    ))
order by n.id desc
limit $3
