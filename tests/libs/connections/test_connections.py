"""Connections and their secrets: encrypted, rotatable, never shown."""

import pytest
from cryptography.fernet import Fernet

from libs import connections
from libs.connections import Connection, Secrets
from libs.connections.secrets import NoKeyError, UnreadableSecretError
from libs.postgres.pool import open_pool
from tests.support.fixtures import KEY

MADE = Connection(0, "acme", "https://x", "a@b", "t0ken", webhook_secret="shh")


async def test_what_is_written_is_read_again_and_lies_encrypted(database_url):
    async with open_pool(database_url, application_name="test") as pool:
        await connections.write(pool, Secrets([KEY]), MADE, b"hash")
        found = await connections.read(pool, Secrets([KEY]), "acme")
        row = await pool.fetchrow("select * from sync.connection")
    assert found is not None
    assert row is not None
    assert (found.token, found.webhook_secret) == ("t0ken", "shh")
    assert b"t0ken" not in row["token_encrypted"]
    assert b"shh" not in row["webhook_secret_encrypted"]


async def test_a_new_token_leaves_the_webhook_as_it_is(database_url):
    async with open_pool(database_url, application_name="test") as pool:
        await connections.write(pool, Secrets([KEY]), MADE, b"hash")
        again = Connection(0, "acme", "https://x", "a@b", "newer")
        await connections.write(pool, Secrets([KEY]), again)
        found = await connections.read(pool, Secrets([KEY]), "acme")
        assert await connections.read(pool, Secrets([KEY]), "nobody") is None
        assert len(await connections.read_all(pool, Secrets([KEY]))) == 1
    assert found is not None
    assert (found.token, found.webhook_secret) == ("newer", "shh")


def test_a_secret_is_never_in_what_a_connection_prints():
    assert "t0ken" not in repr(MADE)
    assert "shh" not in repr(MADE)


def test_a_key_can_be_rotated_and_an_old_one_forgotten():
    old, new = KEY, Fernet.generate_key().decode()
    stored = Secrets([old]).encrypt("t0ken")
    rotated = Secrets([new, old]).rotate(stored)
    assert Secrets([new]).decrypt(rotated) == "t0ken"
    with pytest.raises(UnreadableSecretError):
        Secrets([new]).decrypt(stored)


@pytest.mark.parametrize("keys", [[], ["no key"]])
def test_without_a_usable_key_one_sentence_says_how_to_make_one(keys):
    with pytest.raises(NoKeyError, match="generate_key"):
        Secrets(keys)
