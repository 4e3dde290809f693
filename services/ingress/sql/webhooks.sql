-- every webhook address: the token's hash, its connection, its encrypted secret
select webhook_token_hash as token_hash, slug, webhook_secret_encrypted as secret
from sync.connection
where webhook_token_hash is not null
