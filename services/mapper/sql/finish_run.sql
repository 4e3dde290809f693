-- $1 run, $2 phase, $3 doubted JSON, $4 deleted, $5 archived, $6 access lost
update sync.run
set phase = $2, doubted = $3::text::jsonb, deleted = deleted + $4, archived = archived + $5,
    access_lost = access_lost + $6, progressed_at = now(),
    finished_at = case when $2 = 'done' then now() end
where run = $1
