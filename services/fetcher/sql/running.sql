-- $1 connection, $2 scope JSON, $3 deep
-- A run of the same scope that is still under way: a second request joins it.
select run from sync.run
where connection_id = $1
    and scope = $2::text::jsonb
    and deep = $3
    and phase in ('census', 'fetching')
order by created_at desc
limit 1
