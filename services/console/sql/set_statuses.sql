-- $1 connection, $2 status ids, $3 what each says; null: what its category says
with gone as (
    delete from sync.status_rule as r
    using unnest($2::bigint[], $3::text[]) as n (id, meaning)
    where r.connection_id = $1 and r.status_id = n.id and n.meaning is null
)
insert into sync.status_rule (connection_id, status_id, meaning)
select $1, n.id, n.meaning
from unnest($2::bigint[], $3::text[]) as n (id, meaning)
where n.meaning is not null
order by n.id
on conflict (connection_id, status_id) do update set meaning = excluded.meaning
