"""What other systems read: every view and column explained, none ever taken away."""

import json
from pathlib import Path

import asyncpg
import pytest

RELEASED = Path(__file__).parents[2] / "data" / "api_columns.json"


@pytest.fixture
async def columns(database_url):
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(
            "select n.nspname as schema, c.relname as view, a.attname as name,"
            " format_type(a.atttypid, null) as type,"
            " col_description(c.oid, a.attnum) as words, obj_description(c.oid) as about"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
            " where n.nspname in ('api', 'finance') and c.relkind = 'v'"
            " order by n.nspname, 1, a.attnum"
        )
    finally:
        await connection.close()
    return rows


async def test_every_view_and_column_is_explained(columns):
    assert [f"{row['view']}.{row['name']}" for row in columns if not row["words"]] == []
    assert [row["view"] for row in columns if not row["about"]] == []


async def test_no_released_column_is_gone_or_of_another_type(columns):
    now = {f"{row['view']}.{row['name']}": row["type"] for row in columns if row["schema"] == "api"}
    released = json.loads(RELEASED.read_text())
    assert {name: now.get(name) for name in released} == released


async def test_no_view_of_api_tells_what_anything_costs(columns):
    told = {(row["schema"], row["view"], row["name"]) for row in columns}
    costly = {name for schema, _, name in told if schema == "finance" and "cost" in name}
    assert costly > {"cost", "capex_cost", "old_cost"}
    words = ("cost", "currency", "capitalised")
    exempt = ("cost_centre", "cost_centre_id")
    assert [
        name for schema, _, name in told
        if schema == "api" and name not in exempt and any(word in name for word in words)
    ] == []  # fmt: skip
