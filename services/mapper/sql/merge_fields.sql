-- $1 connection, $2 ids (ascending), $3 fields JSON, $4 fetched at
-- A part of an issue is added to what is stored, unless that was read later and so has it.
update jira.issue as i
set fields = i.fields || (n.fields::jsonb - 'updated')
from unnest($2::bigint[], $3::text[], $4::timestamptz[]) as n (id, fields, fetched_at)
where i.connection_id = $1
    and i.id = n.id
    and i.fetched_at <= n.fetched_at
    and i.fields is distinct from i.fields || (n.fields::jsonb - 'updated')
