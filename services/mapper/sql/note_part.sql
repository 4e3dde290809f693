-- $1 run, $2 kind, $3 project id, $4 page, $5 issues listed, $6 ids
with part as (
    insert into sync.run_part (run, kind, project_id, page, ids) values ($1, $2, $3, $4, $6)
    on conflict do nothing
    returning run
)
update sync.run as r
set listed = r.listed + case when $2 = 'ids' then $5::integer else 0 end,
    phase = case when r.phase = 'catalogue' and $2 <> 'catalogue' then 'census' else r.phase end,
    progressed_at = now()
from part
where r.run = part.run
