-- $1 who, $2 act, $3 what, as JSON
insert into sync.audit (by, act, what) values ($1, $2, $3::text::jsonb)
