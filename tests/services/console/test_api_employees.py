import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.api.employees import MOST_PROBLEMS, BadBodyError, read_employees
from services.console.employee import Employee

ADA = {
    "email": "ada@example.com", "name": "Ada Lovelace", "start_date": "2024-01-31",
    "end_date": None, "annual_cost": "85000.50", "currency": "EUR", "cost_centre": "Research",
    "zone": "Europe/London", "country": "GB",
}  # fmt: skip
BOB = {"email": "bob@example.com", "name": "Bob"}


def body(*entries, **more):
    return json.dumps({"employees": entries} | more).encode()


def problems(*entries):
    found = read_employees(body(*entries))
    assert (found.employees == []) == bool(found.problems)
    return [(p.entry, p.member, p.what) for p in found.problems]


def test_an_entry_is_an_employee_and_null_and_blank_tell_nothing():
    found = read_employees(body(ADA, BOB | {"zone": " ", "name": "  Bob \n Jones "}, dry_run=True))
    assert found.employees == [
        Employee(
            "ada@example.com", "Ada Lovelace", date(2024, 1, 31), None, Decimal("85000.50"), "EUR",
            "Research", "Europe/London", "GB",
        ),
        Employee("bob@example.com", "Bob Jones"),
    ]  # fmt: skip
    assert (found.problems, found.dry_run) == ([], True)
    assert read_employees(b'{"employees": []}').employees == []


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("85000", "85000"),
        ("85000.5", "85000.5"),
        ("999999999999.99", "999999999999.99"),
        ("0", "0"),
    ],
)
def test_a_cost_may_be_a_number_and_loses_no_digit(cost, expected):
    told = body(ADA).replace(b'"85000.50"', cost.encode())
    (employee,) = read_employees(told).employees
    assert employee.annual_cost == Decimal(expected)


@pytest.mark.parametrize("cost", ["-1", "1e3", "0.125", "1e999999", "9" * 9999])
def test_a_number_that_is_no_yearly_cost_is_said(cost):
    told = body(ADA).replace(b'"85000.50"', cost.encode())
    (problem,) = read_employees(told).problems
    assert (problem.entry, problem.member) == (0, "annual_cost")
    assert "is no yearly cost" in problem.what


@pytest.mark.parametrize(
    ("changed", "member", "what"),
    [
        ({"email": "bob"}, "email", "'bob' is no e-mail address, or not only one"),
        ({"email": None}, "email", "this is empty, and is needed"),
        ({"name": " "}, "name", "this is empty, and is needed"),
        ({"name": 5}, "name", "this is a number, and has to be a string"),
        ({"name": ["Bob"]}, "name", "this has to be a string"),
        ({"name": True}, "name", "this has to be a string"),
        ({"name": "a\ud800"}, "name", "is longer than 200 characters, or not all of it is text"),
        ({"name": "a\0b"}, "name", "is longer than 200 characters, or not all of it is text"),
        ({"start_date": "31.1.2024"}, "start_date", "is no date"),
        ({"start_date": "2024-01-31", "end_date": "2023-01-01"}, "end_date", "before the start"),
        ({"annual_cost": 5}, "currency", "a yearly cost needs a currency"),
        ({"currency": "euro"}, "currency", "is no currency"),
        ({"zone": "Berlin"}, "zone", "is no time zone"),
        ({"country": "Germany"}, "country", "is no country"),
        ({"anual_cost": "5"}, "anual_cost", "'anual_cost' is no member of an employee"),
        ({"Email": "x@y"}, "Email", "is no member of an employee"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_is_told_by_entry_and_member_as_of_a_file(changed, member, what):
    ((entry, named, told),) = problems(ADA, BOB | changed)
    assert (entry, named) == (1, member)
    assert what in told


def test_an_address_that_comes_twice_and_an_entry_that_is_no_object_are_said():
    assert problems(BOB, ADA, BOB | {"email": "BOB@example.com"}, 7, None, []) == [
        (2, "email", "'BOB@example.com' is in entry 0 already"),
        (3, None, "this is no object"),
        (4, None, "this is no object"),
        (5, None, "this is no object"),
    ]


def test_a_pointer_leads_to_the_member_as_rfc_6901_says():
    found = read_employees(body(BOB | {"a/b~c": 1}, "x")).problems
    assert [problem.pointer for problem in found] == ["/employees/0/a~1b~0c", "/employees/1"]


def test_after_a_hundred_problems_the_rest_is_not_looked_at():
    assert len(problems(*[BOB | {"zone": "x"}] * 9999)) == MOST_PROBLEMS


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"", "The body is empty"),
        (b" ", "The body is empty"),
        (b"employees", "no JSON from line 1, column 1 on$"),
        (b'{"employees":\n [}', "no JSON from line 2, column 3 on$"),
        (b'{"employees": [], "employees": []}', "'employees' is there more than once"),
        (b'{"employees": [{"name": "A", "name": "B"}]}', "'name' is there more than once"),
        (b"\xff\xfe\xff", "no JSON"),
        (b'{"employees": [NaN]}', "NaN is no number"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[]", "has to be an object"),
        (b"5", "has to be an object"),
        (b"{}", '"employees" has to be an array'),
        (b'{"employees": {}}', '"employees" has to be an array'),
        (b'{"employees": [], "dry_run": 1}', "true or false"),
        (b'{"employees": [], "dryrun": true}', "'dryrun' is no member"),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_reason(told, words):
    with pytest.raises(BadBodyError, match=words):
        read_employees(told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
ENTRIES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(ADA, JSON | st.sampled_from([*ADA.values()]))
)


@given(st.lists(ENTRIES | JSON, max_size=4))
def test_whatever_the_entries_are_they_are_employees_or_problems(entries):
    try:
        found = read_employees(body(*entries))
    except BadBodyError as error:
        assert "no number" in str(error)
        return
    assert len(found.employees) == (0 if found.problems else len(entries))
    for problem in found.problems:
        json.dumps(problem.pointer)
        assert problem.entry < len(entries)


@given(st.binary() | st.text().map(str.encode))
def test_whatever_the_bytes_are_they_are_read_or_refused(told):
    try:
        read_employees(told)
    except BadBodyError as error:
        assert str(error)
