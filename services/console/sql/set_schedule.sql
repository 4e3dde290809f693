-- $1 connection, $2 time of day or null, $3 time zone or null; null leaves it as it is
update sync.connection
set daily_at = coalesce($2, daily_at), daily_zone = coalesce($3, daily_zone), updated_at = now()
where id = $1
