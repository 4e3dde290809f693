from datetime import date

import pytest

from services.mapper.effort.public_holidays import public_holidays, unknown


def test_holidays_are_those_of_the_year_only():
    found = public_holidays("DE", None, 2026)
    assert {date(2026, 1, 1), date(2026, 5, 25), date(2026, 12, 26)} <= found
    assert {day.year for day in found} == {2026}


def test_a_day_in_lieu_may_lie_in_the_year_before():
    assert date(2021, 12, 31) in public_holidays("US", None, 2021)  # 1 January 2022: a Saturday
    assert date(2026, 7, 3) in public_holidays("US", None, 2026)  # Independence Day: a Saturday


@pytest.mark.parametrize(
    ("country", "part", "words"),
    [
        ("XX", None, "No public holidays are known for the country 'XX'"),
        ("XX", "BY", "No public holidays are known for the country 'XX'"),
        ("DE", "ZZ", "DE has no part 'ZZ': only its general holidays are taken off"),
        (None, "BY", "The part 'BY' is of no country"),
    ],
)
def test_an_unknown_place_is_told(country, part, words):
    assert words in (unknown(country, part) or "")


@pytest.mark.parametrize(("country", "part"), [(None, None), ("DE", None), ("DE", "BY")])
def test_of_a_known_place_there_is_nothing_to_tell(country, part):
    assert unknown(country, part) is None


def test_an_unknown_country_has_no_holidays_and_an_unknown_part_those_of_the_country():
    assert public_holidays("XX", None, 2026) == frozenset()
    assert public_holidays(None, None, 2026) == frozenset()
    assert public_holidays("DE", "ZZ", 2026) == public_holidays("DE", None, 2026)
