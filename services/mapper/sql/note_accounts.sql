-- $1 connection, $2 account ids, $3 names, $4 told at
-- People whom only histories name: a former assignee, say. A history tells the name of its time, so
-- it never overwrites what is known.
insert into jira.account (connection_id, account_id, display_name, fetched_at)
select $1, n.account_id, n.name, $4
from unnest($2::text[], $3::text[]) as n (account_id, name)
order by n.account_id
on conflict do nothing
