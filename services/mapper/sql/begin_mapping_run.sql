-- $1 run, $2 connection
-- A run that reads what a new mapping lacks: its one page is the list of it, noted when it is whole.
insert into sync.run (run, connection_id, reason, scope, phase, pages_expected)
values ($1, $2, 'mapping', '{"fields": true}', 'fetching', 1)
on conflict (run) do nothing
