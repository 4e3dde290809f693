from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from services.mapper.costing import Payment, Rate, costed
from services.mapper.effort.cost import Books, Spent
from services.mapper.effort.person import Person
from services.mapper.effort.working_time import Calendar

ADA = Person(1, Calendar(ZoneInfo("Pacific/Auckland")), frozenset())
RATES = [
    Rate(date(2026, 2, 1), Decimal(26100), "EUR"),
    Rate(date(2026, 3, 2), Decimal(52200), "USD"),
]


def payment(first, since=date.min):
    return Payment(RATES, first, since, Spent([], []), Books())


def test_each_month_costs_by_the_rate_of_its_first_day():
    found = costed(ADA, payment(date(2026, 1, 15)), datetime(2026, 4, 30, 10, tzinfo=UTC))
    assert [(cost.month.month, cost.cents) for cost in found.costs] == [
        (1, None),
        (2, 2000_00),
        (3, 2200_00),
        (4, 4400_00),
    ]
    assert [rate and rate.currency for rate in found.rates.values()] == [None, "EUR", "EUR", "USD"]


def test_today_is_where_the_person_is():
    found = costed(ADA, payment(date(2026, 4, 1)), datetime(2026, 4, 1, 13, tzinfo=UTC))
    assert found.months[0].dates == (date(2026, 4, 1), date(2026, 4, 2))


def test_costs_begin_with_the_month_of_the_first_effort_and_not_before_what_is_asked():
    now = datetime(2026, 4, 30, tzinfo=UTC)
    found = costed(ADA, payment(date(2026, 2, 27), since=date(2026, 3, 1)), now)
    assert [month.first.month for month in found.months] == [3, 4]
    assert costed(ADA, payment(None), now).months == []
