"""From a webhook to the grid: what somebody does in Jira is in their week within two seconds."""

from datetime import timedelta
from time import monotonic

import pytest

ROUND_THE_CLOCK = (
    "update effort.rule set zone = 'UTC', starts = '{00:00}', ends = '{00:00}',"
    " weekdays = '{1,2,3,4,5,6,7}', country = null, unworked_minutes = 60"
)
USUAL = "update effort.rule set starts = '{09:00}', ends = '{17:00}', weekdays = '{1,2,3,4,5}'"
CHANGES: int = 5
SOON = timedelta(seconds=2)


@pytest.fixture
async def around_the_clock(site):
    """Hours in which it is always working time, whenever the test runs."""
    await site.pool.execute(ROUND_THE_CLOCK)
    yield
    await site.pool.execute(USUAL)


async def test_what_was_assigned_and_done_is_in_the_grid_within_two_seconds(site, around_the_clock):
    await site.sync()
    number = await site.number()
    world = site.jira.world
    person = next(user for user in world.users.values() if user.email and user.active)
    employee = await site.pool.fetchval(
        "with e as (insert into pms.employee (email, name) values ($1, 'Ada') returning id)"
        " insert into pms.employee_mapping (connection_id, account_id, employee_id, method)"
        " select $2, $3, id, 'manual' from e returning employee_id",
        f"ada@{site.slug}.example.com", number, person.account_id,
    )  # fmt: skip
    took = []
    for place in range(CHANGES):
        (deed,) = site.jira.do("create", summary=f"Task {place}")
        issue = deed.issue
        site.jira.do("assign", issue=issue.key, account=person.account_id)
        done = next(s for s in world.statuses_of(issue.project) if s.category == "done")
        await site.until("select exists (select from pms.task where connection_id = $1"
                         " and issue_id = $2 and assignee = $3)",
                         number, issue.id, person.account_id)  # fmt: skip
        started = monotonic()
        site.jira.do("transition", issue=issue.key, status=done.name)
        # Done without work: the hour before counts, so that an instant is enough.
        await site.until(
            "select exists (select from effort.portion where employee_id = $1 and issue_id = $2)"
            " and exists (select from effort.entry where employee_id = $1 and source = 'pms')",
            employee, issue.id,
        )  # fmt: skip
        took.append(timedelta(seconds=monotonic() - started))
    assert max(took) < SOON, took
