-- $1 connection, $2 account id
select account_id from jira.account where connection_id = $1 and account_id = $2
