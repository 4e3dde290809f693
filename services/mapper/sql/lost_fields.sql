-- $1 connection, $2 ids of all fields that Jira lists, $3 when
-- A mapped field that was deleted is noticed and said; when it is back, it is back.
update jira.field as f
set missing_since = case when f.id = any($2::text[]) then null else $3::timestamptz end
where f.connection_id = $1
    and (f.missing_since is null) <> (f.id = any($2::text[]))
