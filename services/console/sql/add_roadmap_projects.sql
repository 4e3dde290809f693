-- $1 names
insert into pms.roadmap_project (name)
select n.name from unnest($1::text[]) as n (name)
on conflict (name_key) do nothing
returning id
