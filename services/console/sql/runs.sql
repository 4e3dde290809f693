-- $1 connection, $2 limit
select
    r.run, r.reason, r.deep,
    case
        when c.state = 'needs_attention'
            and r.phase in ('catalogue', 'census', 'fetching', 'verifying')
        then 'needs_attention' else r.phase
    end as phase,
    r.listed, r.wanted, r.verifying, r.fetched, r.absent, r.missed, r.deleted, r.archived, r.access_lost,
    (
        select string_agg(j.key || ' ' || d.value, ', ' order by j.key)
        from jsonb_each_text(r.doubted) as d
        join jira.project as j on j.connection_id = r.connection_id and j.id::text = d.key
    ) as doubted,
    r.error, r.note, r.created_at, r.progressed_at, r.census_finished_at,
    r.finished_at, now() - r.progressed_at as quiet
from sync.run as r
join sync.connection as c on c.id = r.connection_id
where r.connection_id = $1
order by r.created_at desc
limit $2
