"""console → admin: rows as CSV that a spreadsheet takes for text, whatever people wrote; pure.

A cell that begins as a formula does gets an apostrophe before it: OWASP, "CSV injection".
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula may begin with; the last four are the wide forms of the first."""


def cell(value: object) -> str:
    """Give a value as a cell holds it; None is empty, and numbers stay numbers."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date() | datetime():
            return value.isoformat()
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case _:
            return str(value)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a whole file, as RFC 4180 writes one."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return file.getvalue()
