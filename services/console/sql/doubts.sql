-- $1 connection or null, $2 how many, $3 after how many
select
    c.slug as connection, coalesce(t.key, d.issue_id::text) as key, d.kind, d.change_id, d.at, d.words,
    count(*) over () as total
from effort.doubt as d
join sync.connection as c on c.id = d.connection_id
left join pms.task as t on t.connection_id = d.connection_id and t.issue_id = d.issue_id
where $1::bigint is null or d.connection_id = $1
order by d.at desc, d.connection_id, d.issue_id, d.kind, d.change_id
limit $2 offset $3
