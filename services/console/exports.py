"""console → file: which exports there are, with their columns; pure."""

from dataclasses import dataclass
from decimal import Decimal

DECIMALS = {"minutes": 3, "days": 4, "cost": 2, "percent": 2, "capitalised": 2}
"""Decimals of a number by how its column is called."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export."""

    name: str
    kind: str
    """integer, text, date, boolean or decimal."""
    decimals: int = 0


def columns(told: str) -> tuple[Column, ...]:
    """Make columns of names with a letter before them: i, t, d, b or n for numbers."""
    kinds = {"i": "integer", "t": "text", "d": "date", "b": "boolean", "n": "decimal"}
    found = []
    for word in told.split():
        letter, _, name = word.partition(":")
        last = name.removesuffix("_to_date").rpartition("_")[2]
        found.append(Column(name, kinds[letter], DECIMALS[last] if letter == "n" else 0))
    return tuple(found)


_MONEY = "n:minutes n:capex_minutes n:days n:capex_days n:capex_cost n:opex_cost n:cost"
EXPORTS = {
    "day": columns(
        "d:date i:employee_id t:employee t:connection i:issue_id t:key t:project b:capex n:minutes"
    ),
    "week": columns(
        "d:monday i:employee_id t:employee t:status t:source t:project n:percent"
        " n:available_minutes n:attributed_minutes"
    ),
    "project": columns(f"d:period i:roadmap_project_id t:project t:currency {_MONEY}"),
    "cost-centre": columns(f"d:period i:cost_centre_id t:cost_centre t:currency {_MONEY}"),
    "capitalisation": columns(
        "d:period b:closed i:roadmap_project_id t:project i:cost_centre_id t:cost_centre t:currency"
        " n:minutes n:days n:capitalised n:capitalised_to_date"
    ),
}


def rounded(value: object, column: Column) -> object:
    """Give a number with the decimals of its column: all exports of a figure look the same."""
    if isinstance(value, Decimal):
        return value.quantize(Decimal(1).scaleb(-column.decimals))
    return value
