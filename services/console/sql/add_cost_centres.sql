-- $1 names
insert into pms.cost_centre (name)
select n.name from unnest($1::text[]) as n (name)
order by pms.name_key(n.name), n.name
on conflict (name_key) do nothing
