-- $1 connections, $2 issue ids, $3 kinds, $4 change ids, $5 at, $6 words
insert into effort.doubt (connection_id, issue_id, kind, change_id, at, words)
select n.connection_id, n.issue_id, n.kind, n.change_id, n.at, n.words
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[])
    as n (connection_id, issue_id, kind, change_id, at, words)
