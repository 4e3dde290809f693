"""A file of employees: what is read of it, and that whatever is wrong has its place."""

import codecs
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console import roster
from services.console.employee import Employee, email_key
from services.console.roster import Roster, read_roster

HEADER = "email,name,start_date,end_date,annual_cost,currency,cost_centre,zone,country"
ADA = "ada@example.com,Ada Lovelace,2024-01-31,2026-12-31,85000.50,EUR,Research,Europe/London,GB"
WHOLE = Employee(
    "ada@example.com", "Ada Lovelace", date(2024, 1, 31), date(2026, 12, 31),
    Decimal("85000.50"), "EUR", "Research", "Europe/London", "GB",
)  # fmt: skip


def read(*lines):
    return read_roster("\n".join(lines).encode())


def places(found):
    return [(problem.line, problem.column) for problem in found.problems]


def test_a_row_becomes_an_employee():
    assert read(HEADER, ADA) == Roster([WHOLE], [], [])


def test_what_is_blank_is_not_told():
    assert read(HEADER, "ada@example.com,Ada,,,,,, ,").employees == [
        Employee("ada@example.com", "Ada")
    ]


def test_a_row_that_ends_early_tells_no_more_and_blank_rows_do_not_count():
    found = read(HEADER, "", "ada@example.com,Ada", ",,,,,,,,", "bob@example.com,Bob,,,,,,,,,,")
    assert [employee.name for employee in found.employees] == ["Ada", "Bob"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["bare", "with a mark"])
def test_the_delimiter_and_the_ends_of_lines_are_found_out(delimiter, end, mark):
    text = end.join([HEADER, ADA]).replace(",", delimiter)
    assert read_roster(mark + text.encode()).employees == [WHOLE]


@pytest.mark.parametrize(
    "header",
    ["E-Mail,NAME,Start Date", " email , Name ,start-date", '"e_mail","name","START_DATE"'],
)
def test_headers_may_differ_in_case_spaces_and_hyphens(header):
    found = read(header, "ada@example.com,Ada,2024-01-31")
    assert found.employees == [Employee("ada@example.com", "Ada", date(2024, 1, 31))]


def test_columns_may_stand_in_any_order_and_those_not_known_are_noted():
    found = read("Phone;name;Shoe size;email", "1;Ada;42;ada@example.com")
    assert found == Roster(
        [Employee("ada@example.com", "Ada")], [], ["Not read: 'Phone', 'Shoe size'."]
    )


@pytest.mark.parametrize("header", ["nmae", "Nam", "na me s"])
def test_a_column_that_is_missing_is_told_beside_the_one_that_may_be_meant(header):
    found = read(f"email,{header}", "ada@example.com,Ada")
    assert places(found) == [(1, "name")]
    assert f"{header!r} is not known" in found.problems[0].what
    assert not found.employees


def test_a_column_not_known_is_noted_beside_the_one_that_may_be_meant():
    found = read("email,name,contry,Phone", "ada@example.com,Ada,GB,1")
    assert found.notes == ["Not read: 'contry' (is country meant?), 'Phone'."]
    assert found.employees == [Employee("ada@example.com", "Ada")]


def test_a_date_of_1900_is_one():
    assert read("email,name,start_date", "a@b.com,A,1900-01-01").employees[0].start_date


def test_quoted_text_may_hold_delimiters_quotes_and_lines_and_spaces_become_one():
    found = read("name,email", '"Lovelace,\n  ""Ada""",ada@example.com', "Bob,not one")
    assert places(found) == [(4, "email")]
    found = read("name,email", '"Lovelace,\n  ""Ada""",ada@example.com')
    assert found.employees[0].name == 'Lovelace, "Ada"'


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("email", "", "is needed"),
        ("email", "ada", "no e-mail address"),
        ("email", "a@b.com; c@d.com", "not only one"),
        ("email", "ada\u200b@example.com", "no e-mail address"),
        ("email", f"{'a' * 250}@b.com", "…'"),
        ("name", " ", "is needed"),
        ("name", "x" * 201, "200 characters"),
        ("name", "A\x1b[2Jda", "not all of it is text"),
        ("start_date", "31.01.2024", "write 2026-01-31"),
        ("start_date", "2024-02-30", "write 2026-01-31"),
        ("start_date", "20240131", "write 2026-01-31"),
        ("start_date", "1700000000", "write 2026-01-31"),
        ("start_date", "1899-12-31", "from 1900 on"),
        ("start_date", "0202-01-31", "from 1900 on"),
        ("end_date", "2023-12-31", "before the start, 2024-01-31"),
        ("annual_cost", "85,000", "85000.50"),
        ("annual_cost", "-1", "85000.50"),
        ("annual_cost", "1e5", "85000.50"),
        ("annual_cost", "NaN", "85000.50"),
        ("annual_cost", "1.005", "85000.50"),
        ("annual_cost", "٣", "85000.50"),
        ("annual_cost", "1234567890123", "85000.50"),
        ("currency", "", "needs a currency"),
        ("currency", "eur", "three capital letters"),
        ("currency", "€", "three capital letters"),
        ("cost_centre", "x" * 201, "200 characters"),
        ("zone", "Europe", "no time zone"),
        ("zone", "europe/london", "no time zone"),
        ("zone", "../../etc/passwd", "no time zone"),
        ("country", "UKR", "two capital letters"),
        ("country", "gb", "two capital letters"),
        ("country", "UK", "no country of ISO 3166: write two capital letters, DE or GB"),
        ("country", "XX", "no country"),
        ("country", "ZZ", "no country"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_line_and_column(column, cell, words):
    cells = dict(zip(HEADER.split(","), ADA.split(","), strict=True)) | {column: cell}
    row = ",".join(f'"{cell}"' for cell in cells.values())
    found = read(HEADER, "bob@example.com,Bob", row)
    assert places(found) == [(3, column)]
    assert words in found.problems[0].what
    assert len(found.problems[0].what) < 150
    assert not found.employees


def test_every_problem_is_told_at_once_and_nobody_is_imported():
    found = read(HEADER, ADA, "bob,,2024,,,,,,", "ada@example.com,Ada", "eve@example.com,Eve,,,1,")
    assert places(found) == [
        (3, "email"), (3, "name"), (3, "start_date"), (4, "email"), (5, "currency"),
    ]  # fmt: skip
    assert not found.employees


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ada@example.com", "ADA@Example.COM", True),
        ("a.d.a@gmail.com", "Ada@googlemail.com", True),
        ("a.da@example.com", "ada@example.com", False),
        ("ada@gmail.com.example", "a.da@gmail.com.example", False),
    ],
)
def test_the_same_address_twice_is_a_problem_however_it_is_written(one, other, same):
    assert (email_key(one) == email_key(other)) is same
    found = read("email,name", f"{one},Ada", f"{other},Bob")
    assert places(found) == ([(3, "email")] if same else [])
    assert not same or "in line 2 already" in found.problems[0].what


def test_a_cell_beyond_the_last_column_is_a_problem_for_the_row_may_have_moved():
    found = read("name,email,country", "Lovelace, Ada,ada@example.com,GB")
    assert (2, "4") in places(found)


@pytest.mark.parametrize(
    ("content", "where", "words"),
    [
        (b"", (1, "email"), "empty"),
        (codecs.BOM_UTF8 + b" \r\n\n", (1, "email"), "empty"),
        (HEADER.encode(), (1, "email"), "nobody below"),
        (b"mail,name\nada@example.com,Ada", (1, "email"), "no such column"),
        (b"\nemail;first name\n", (2, "name"), "no such column"),
        (b"email,name,E-Mail\na@b.com,Ada,", (1, "email"), "more than one"),
        ("email,name\na@b.com,Zoë".encode("latin-1"), (2, "byte 11"), "CSV in UTF-8"),
        ("email,name\na@b.com,Ada".encode("utf-16"), (1, "byte 1"), "CSV in UTF-8"),
        (b"email,name\na@b.com,A\0da", (2, "byte 10"), "NUL"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08", (1, "byte 6"), "CSV in UTF-8"),
        (bytes(range(256)), (3, "byte 115"), "CSV in UTF-8"),
        (b'email,name\na@b.com,"Ada\nb@b.com,Bob\n', (2, "first or later"), "not closed"),
        (b'email,name\na@b.com,"Ada" Lovelace', (2, "first or later"), "quotation mark"),
        (b'email,name\n"' + b"x" * 200_000, (2, "first or later"), "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(content, where, words):
    found = read_roster(content)
    assert places(found) == [where]
    assert words in found.problems[0].what
    assert not found.employees


def test_a_file_that_is_far_too_large_is_not_even_read(monkeypatch):
    monkeypatch.setattr(roster, "LARGEST", 2_000_000)
    assert "larger than 2 MB" in read_roster(b"x" * 2_000_001).problems[0].what


def test_a_hundred_thousand_rows_are_read_whether_all_are_well_or_none():
    rows = [ADA.replace("ada@", f"ada{number}@") for number in range(100_000)]
    assert len(read(HEADER, *rows).employees) == 100_000
    assert len(read(HEADER, *(row.replace("EUR", "eur") for row in rows)).problems) == 100_000


@given(st.binary())
def test_whatever_the_bytes_are_there_is_an_answer(content):
    found = read_roster(content)
    assert bool(found.problems) is not bool(found.employees)


CELLS = st.one_of(
    st.text(),
    st.sampled_from(["a@b.com", "A@gmail.com", "Ada", "2024-01-31", "1", "EUR", "UTC", "GB", ""]),
)


@given(st.lists(st.lists(CELLS, max_size=11)), st.sampled_from(",;\t"), st.booleans())
def test_whatever_the_cells_are_there_is_an_answer(rows, delimiter, quotes):
    mark = '"' if quotes else ""
    text = "\n".join(delimiter.join(f"{mark}{cell}{mark}" for cell in row) for row in rows)
    content = f"{HEADER.replace(',', delimiter)}\n{text}".encode()
    found = read_roster(content)
    assert bool(found.problems) is not bool(found.employees)
    last = len(content.splitlines())
    assert all(1 <= problem.line <= last and problem.column for problem in found.problems)
