"""deployment → PostgreSQL: numbered, forward-only migrations, each in a transaction of its own.

`python -m libs.postgres.migrate` brings `DATABASE_URL` up to date. Two runners at once are fine: an
advisory lock lets one work while the other waits and then finds nothing to do.
"""

import asyncio
import hashlib
import os
import sys
from collections.abc import Mapping
from importlib.resources import files

import asyncpg

from libs.postgres.errors import ChangedMigrationError, UnknownMigrationError

LOCK: int = 0x666C6F77
"""The advisory lock's number: "flow" in ASCII."""

_TABLE = """
create table if not exists public.schema_migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
)
"""


def known() -> dict[str, str]:
    """Give the migrations of this release in their order: name → text."""
    entries = (files("libs.postgres") / "migrations").iterdir()
    found = {e.name: e.read_text(encoding="utf-8") for e in entries if e.name.endswith(".sql")}
    return dict(sorted(found.items()))


def checksum(text: str) -> str:
    """Give the SHA-256 of a migration's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def outstanding(available: Mapping[str, str], applied: Mapping[str, str]) -> list[str]:
    """Give the names to apply; pure.

    Raises ChangedMigrationError or UnknownMigrationError when the database tells another story.
    """
    for name, seen in applied.items():
        if name not in available:
            raise UnknownMigrationError(name)
        if seen != checksum(available[name]):
            raise ChangedMigrationError(name)
    return [name for name in available if name not in applied]


async def migrate(dsn: str, migrations: Mapping[str, str] | None = None) -> list[str]:
    """Apply what is outstanding; give the names applied."""
    available = known() if migrations is None else migrations
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        await connection.execute(_TABLE)
        rows = await connection.fetch("select name, checksum from public.schema_migration")
        names = outstanding(available, {row["name"]: row["checksum"] for row in rows})
        for name in names:
            async with connection.transaction():
                await connection.execute(available[name])
                await connection.execute(
                    "insert into public.schema_migration (name, checksum) values ($1, $2)",
                    name,
                    checksum(available[name]),
                )
        return names
    finally:
        await connection.close()


def main() -> None:
    """Migrate `DATABASE_URL`, and say what was done."""
    dsn = os.environ.get("DATABASE_URL")
    if not dsn:
        sys.exit("DATABASE_URL is not set: it names the database to migrate.")
    try:
        applied = asyncio.run(migrate(dsn))
    except (ChangedMigrationError, UnknownMigrationError) as error:
        sys.exit(str(error))
    except (OSError, asyncpg.PostgresError) as error:
        sys.exit(f"The database could not be migrated: {error}")
    sys.stdout.write("\n".join(f"applied {name}" for name in applied) or "nothing to do")
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
