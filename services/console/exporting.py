"""PostgreSQL → console → file: an export in batches, so that its length costs no memory."""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO

import asyncpg

from libs.postgres import statements
from services.console.csv_cells import cell
from services.console.errors import BadInputError
from services.console.exports import EXPORTS, Column, rounded
from services.console.store import translated

SQL = statements.load("services.console")
BATCH: int = 10_000
_QUERIES = {
    "day": SQL["export_day"],
    "week": SQL["export_week"],
    "project": SQL["export_project"],
    "cost-centre": SQL["export_cost_centre"],
    "capitalisation": SQL["export_capitalisation"],
}


class Sink(Protocol):
    """Where rows go, a batch at a time."""

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """Write these rows."""


class Exporting:
    """Writes exports."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def export(self, name: str, first: date, last: date, sink: Sink) -> int:
        """Write what there is from first to last date, as of one moment; give how many rows."""
        columns, count = EXPORTS[name], 0
        async with (
            translated(),
            self._pool.acquire() as sql,
            sql.transaction(isolation="repeatable_read", readonly=True),
        ):
            cursor = await sql.cursor(_QUERIES[name], first, last)
            while batch := await cursor.fetch(BATCH):
                sink.write(
                    [[rounded(row[column.name], column) for column in columns] for row in batch]
                )
                count += len(batch)
        return count


@contextmanager
def opened(form: str, place: Path, columns: Sequence[Column]) -> Iterator[Sink]:
    """Give a sink; the file is there when all of it is, and untouched when something fails.

    The place `-` is the standard output. Raises BadInputError.
    """
    if form not in ("csv", "parquet"):
        raise BadInputError(f"{form!r} is no format: csv or parquet.")
    if str(place) == "-":
        if form != "csv":
            raise BadInputError("Parquet needs a file: -o <file>.")
        yield _Csv(sys.stdout, columns)
        return
    part = place.with_name(f".{place.name}.part")
    try:
        with _parquet(part, columns) if form == "parquet" else _csv(part, columns) as sink:
            yield sink
        part.replace(place)
    except OSError as error:
        raise BadInputError(f"{place} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


class _Csv:
    """A CSV file after RFC 4180, in UTF-8."""

    def __init__(self, file: TextIO, columns: Sequence[Column]) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow([column.name for column in columns])

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        self._writer.writerows([cell(value) for value in row] for row in rows)


class _Parquet:
    """A Parquet file, a row group a batch."""

    def __init__(self, arrow: Any, writer: Any) -> None:
        self._arrow = arrow
        self._writer = writer

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        schema = self._writer.schema
        made = [
            self._arrow.array(values, field.type)
            for values, field in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(made, schema=schema))


@contextmanager
def _csv(place: Path, columns: Sequence[Column]) -> Iterator[Sink]:
    with place.open("w", encoding="utf-8", newline="") as file:
        yield _Csv(file, columns)


@contextmanager
def _parquet(place: Path, columns: Sequence[Column]) -> Iterator[Sink]:
    try:
        # Large, and an extra: who never exports Parquet neither has nor loads it.
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise BadInputError(
            "Parquet needs pyarrow: pip install flowstate-jira[parquet]."
        ) from error
    kinds = {
        "integer": pa.int64(),
        "text": pa.string(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    schema = pa.schema(
        [
            (column.name, kinds.get(column.kind) or pa.decimal128(24, column.decimals))
            for column in columns
        ]
    )
    with parquet.ParquetWriter(place, schema) as writer:
        yield _Parquet(pa, writer)
