-- $1 connection, $2 scope JSON, $3 deep
-- A run of the same scope that gets on: a second request joins it. One that stalled is left alone.
select run from sync.run
where connection_id = $1
    and scope = $2::text::jsonb
    and deep = $3
    and phase in ('catalogue', 'census', 'fetching', 'verifying')
    and progressed_at > now() - interval '15 minutes'
order by created_at desc
limit 1
