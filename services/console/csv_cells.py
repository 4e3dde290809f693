"""console → admin: rows as CSV that a spreadsheet takes for text, whatever people wrote; pure.

A cell that begins as a formula does gets an apostrophe before it: OWASP, "CSV injection".
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula may begin with; the last four are the wide forms of the first."""


def cell(value: object) -> str:
    """Give a value as a cell holds it; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a whole file, as RFC 4180 writes one."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return file.getvalue()
