"""The failure policies as tables."""

from datetime import timedelta

import pytest

from libs.bus import Park, Retry
from libs.bus.verdict import wait_for
from libs.contracts.topology import WAITS
from libs.jira.errors import (
    AnonymousAnswerError,
    BadRequestError,
    ForbiddenAddressError,
    ForbiddenError,
    JiraUnavailableError,
    RateLimitedError,
    UnauthorisedError,
)
from services.fetcher import errors as fetching
from services.fetcher.verdict import verdict as fetcher
from services.mapper import errors as mapping
from services.mapper.verdict import verdict as mapper

LONGEST = Retry(WAITS[-1], forever=True)
SOME = timedelta(seconds=40)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnauthorisedError("x"), LONGEST),
        (ForbiddenError("x"), LONGEST),
        (AnonymousAnswerError("x"), LONGEST),
        (fetching.RefusedError("x"), LONGEST),
        (RateLimitedError(SOME, None), Retry(SOME, forever=True)),
        (RateLimitedError(None, None), Retry(None, forever=True)),
        (fetching.PausedError(SOME), Retry(SOME, forever=True)),
        (JiraUnavailableError("x"), Retry(forever=True)),
        (fetching.StoreUnavailableError("x"), Retry(forever=True)),
        (fetching.UnknownConnectionError("acme"), Park("no connection is named 'acme'")),
        (BadRequestError("x"), Park("x")),
        (ForbiddenAddressError("x"), Park("x")),
        (fetching.DisturbedError("x"), Retry()),
        (KeyError("a mistake of ours"), Retry()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_fetcher_waits_for_what_comes_back_and_parks_what_no_retry_mends(error, expected):
    assert fetcher(error) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (mapping.StoreUnavailableError("x"), Retry(forever=True)),
        (mapping.UnknownConnectionError("acme"), Park("no connection is named 'acme'")),
        (mapping.UnreadableIssueError("issue 1"), Park("issue 1")),
        (KeyError("a mistake of ours"), Retry()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_mapper_waits_for_the_database_and_parks_what_it_cannot_read(error, expected):
    assert mapper(error) == expected


def test_a_wait_is_the_first_that_is_long_enough_and_else_the_longest():
    assert wait_for(Retry(SOME), 1, WAITS) == timedelta(minutes=1)
    assert wait_for(Retry(timedelta(hours=1)), 1, WAITS) == WAITS[-1]
    assert [wait_for(Retry(), attempt, WAITS) for attempt in (1, 2, 3, 4, 9)] == [*WAITS, WAITS[-1]]
