-- $1 connection, $2 fetched at, each, $3 account ids, $4 names, $5 e-mails, $6 types, $7 active
-- What is not told (a hidden e-mail, say) never overwrites what is known.
insert into jira.account as a
    (connection_id, account_id, display_name, email, account_type, active, fetched_at)
select $1, n.account_id, n.display_name, n.email, n.account_type, n.active, n.at
from unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])
    as n (at, account_id, display_name, email, account_type, active)
left join jira.account as old on old.connection_id = $1 and old.account_id = n.account_id
where old.account_id is null
    or (old.fetched_at <= n.at and (
        coalesce(n.display_name, old.display_name) is distinct from old.display_name
        or coalesce(n.email, old.email) is distinct from old.email
        or coalesce(n.account_type, old.account_type) is distinct from old.account_type
        or coalesce(n.active, old.active) is distinct from old.active
    ))
order by n.account_id
on conflict (connection_id, account_id) do update set
    display_name = coalesce(excluded.display_name, a.display_name),
    email = coalesce(excluded.email, a.email),
    account_type = coalesce(excluded.account_type, a.account_type),
    active = coalesce(excluded.active, a.active),
    fetched_at = excluded.fetched_at
where a.fetched_at <= excluded.fetched_at
