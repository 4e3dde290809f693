-- $1 run, $2 connection, $3 reason, $4 scope JSON, $5 deep, $6 started at, $7 account id, $8 since
insert into sync.run as r
    (run, connection_id, reason, scope, deep, census_started_at, authenticated_as, since, phase)
values ($1, $2, $3, $4::text::jsonb, $5, $6, $7, $8, 'catalogue')
on conflict (run) do update set
    reason = excluded.reason,
    scope = excluded.scope,
    deep = excluded.deep,
    census_started_at = least(r.census_started_at, excluded.census_started_at),
    authenticated_as = excluded.authenticated_as,
    since = least(r.since, excluded.since),
    progressed_at = now()
where r.connection_id = excluded.connection_id
