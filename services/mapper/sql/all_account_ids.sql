-- $1 connection
select account_id from jira.account where connection_id = $1 order by account_id
