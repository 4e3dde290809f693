"""mapper: the public holidays of a country or a part of it, by year; pure."""

from datetime import date
from functools import lru_cache

from holidays import HolidayBase, country_holidays


@lru_cache(maxsize=512)
def public_holidays(country: str | None, subdivision: str | None, year: int) -> frozenset[date]:
    """Give the days off, those taken in lieu included; none for no country or an unknown one.

    Of a country whose part is unknown, those of the country count. Both are told by `unknown`.
    """
    return frozenset(_holidays(country, subdivision, year) or _holidays(country, None, year) or ())


def unknown(country: str | None, subdivision: str | None) -> str | None:
    """Say what is not known about a country or a part of it; None when all is well."""
    if country is None:
        return None if subdivision is None else f"The part {subdivision!r} is of no country."
    if _holidays(country, None) is None:
        return f"No public holidays are known for the country {country!r}: none are taken off."
    if _holidays(country, subdivision) is None:
        return f"{country} has no part {subdivision!r}: only its general holidays are taken off."
    return None


def _holidays(country: str | None, part: str | None, year: int | None = None) -> HolidayBase | None:
    if country is None:
        return None
    try:
        return country_holidays(country, subdiv=part, years=year, expand=False)
    except NotImplementedError:
        return None
