-- $1 connection, $2 project ids, $3 rules
-- The lists as a whole: what is not named has no rule any more.
with gone as (
    delete from sync.project_rule where connection_id = $1 and project_id <> all($2::bigint[])
)
insert into sync.project_rule (connection_id, project_id, rule)
select $1, n.id, n.rule from unnest($2::bigint[], $3::text[]) as n (id, rule)
on conflict (connection_id, project_id) do update set rule = excluded.rule
