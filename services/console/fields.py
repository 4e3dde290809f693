"""console → PostgreSQL: custom fields of the mirror, and what issues say in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from libs.postgres import statements
from services.console import drift
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")
SAMPLES: int = 10
SAMPLE_LENGTH: int = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A custom field: what it is called, what it holds, what it means here."""

    id: str
    name: str
    type: str | None
    items: str | None
    """What a list holds; None for no list."""
    kind: str | None
    """Which kind of custom field it is, as its app names it."""
    missing_since: datetime | None
    means: Sequence[str]


@dataclass(frozen=True, slots=True)
class Option:
    """An option that issues carry, as the newest read labels it; `chosen` means yes."""

    id: str
    label: str | None
    issues: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """What issues say in a field without options."""

    value: str
    issues: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a field holds, as far as it was read."""

    field: Field
    issues: int
    asked: int
    """Issues that were read with the field: none until it is mapped."""
    filled: int
    options: Sequence[Option]
    samples: Sequence[Sample]


class Fields:
    """The fields of a connection, and what issues say in them."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def listed(self, connection_id: int, search: str | None = None) -> Sequence[Field]:
        """Give the custom fields by name, or those with a part of a name or id."""
        async with translated():
            rows = await self._pool.fetch(SQL["fields"], connection_id, search)
        return [Field(**row) for row in rows]

    async def contents(self, connection_id: int, field_id: str) -> Contents:
        """Give what issues say in a field; raise BadInputError when there is none of that id."""
        listed = await self.listed(connection_id, field_id)
        field = next((field for field in listed if field.id == field_id), None)
        if field is None:
            raise BadInputError(
                f"No custom field has the id {field_id!r}, as far as the last sync saw; `fields` "
                "lists them."
            )
        place = (connection_id, field_id)
        async with translated():
            (reads,) = await self._pool.fetch(SQL["field_reads"], *place)
            options = await self._pool.fetch(SQL["field_options"], *place)
            samples = await self._pool.fetch(SQL["field_samples"], *place, SAMPLES, SAMPLE_LENGTH)
        return Contents(
            field,
            **reads,
            options=[Option(**row) for row in options],
            samples=[Sample(**row) for row in samples],
        )

    async def notices(self, connection_id: int) -> Sequence[str]:
        """Say what became of mapped fields and chosen options since they were chosen."""
        async with translated():
            fields = await self._pool.fetch(SQL["mapped_fields"], connection_id)
            options = await self._pool.fetch(SQL["chosen_options"], connection_id)
        return list(
            drift.said(
                [drift.MappedField(**row) for row in fields],
                [drift.ChosenOption(**row) for row in options],
            )
        )
