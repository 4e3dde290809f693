-- $1 slug, $2 URL, $3 e-mail, $4 encrypted token, $5 API base, $6 account zone, $7 mode,
-- $8 daily at, $9 daily zone, $10 webhook token hash, $11 encrypted webhook secret, $12 state
-- Without a token hash the webhook stays as it is: its URL and secret are pasted into Jira.
insert into sync.connection as c (
    slug, url, email, token_encrypted, api_base, account_zone, mode, daily_at, daily_zone,
    webhook_token_hash, webhook_secret_encrypted, state
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (slug) do update set
    url = excluded.url,
    email = excluded.email,
    token_encrypted = excluded.token_encrypted,
    api_base = excluded.api_base,
    account_zone = excluded.account_zone,
    mode = excluded.mode,
    daily_at = excluded.daily_at,
    daily_zone = excluded.daily_zone,
    webhook_token_hash = coalesce(excluded.webhook_token_hash, c.webhook_token_hash),
    webhook_secret_encrypted = case
        when excluded.webhook_token_hash is null then c.webhook_secret_encrypted
        else excluded.webhook_secret_encrypted
    end,
    state = excluded.state,
    state_reason = null,
    updated_at = now()
returning id
