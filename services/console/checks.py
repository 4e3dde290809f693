"""console → Jira: Connect & Test: a list of named checks, each with what to do about it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.jira import answers, reads
from libs.jira.client import Client
from libs.jira.errors import (
    AnonymousAnswerError,
    ForbiddenAddressError,
    ForbiddenError,
    JiraError,
    UnauthorisedError,
)

SKEW_ALLOWED = timedelta(minutes=1)
SAMPLE: int = 100
"""Users looked at to tell how many e-mail addresses are visible."""
SHOWN: int = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is well, what was found, what to do if not."""

    name: str
    passed: bool
    finding: str
    remedy: str = ""


@dataclass(slots=True)
class Found:
    """What the checks learned on the way."""

    account_id: str = ""
    zone: str = "UTC"
    projects: tuple[str, ...] = ()


async def run_checks(
    client: Client, now: Callable[[], datetime], found: Found
) -> AsyncIterator[Check]:
    """Give each check as it is done; those that cannot be done without an earlier one are not."""
    for name, look in FIRST:
        done = await _safely(name, look(client, now, found))
        yield done
        if not done.passed:
            return
    for name, look in THEN:
        yield await _safely(name, look(client, now, found))


Look = Callable[[Client, Callable[[], datetime], Found], Awaitable[Check]]


async def _safely(name: str, check: Awaitable[Check]) -> Check:
    try:
        return await check
    except JiraError as error:
        return Check(name, passed=False, finding=f"{error}.", remedy=remedy(error))


def remedy(error: JiraError) -> str:
    """Say what to do about an error of Jira's; pure."""
    match error:
        case UnauthorisedError() | AnonymousAnswerError():
            return (
                "Check the e-mail, and make a new API token under Atlassian account settings, "
                "Security, API tokens; tokens expire after a year at most."
            )
        case ForbiddenError():
            return "Log in once with a browser as this account, or give it the permission."
        case ForbiddenAddressError():
            return "Use the address of your Jira Cloud site, https://<name>.atlassian.net."
        case _:
            return "Check the URL, and whether Jira is up (status.atlassian.com); then test again."


async def _reachable(client: Client, _now: Callable[[], datetime], _found: Found) -> Check:
    told = answers.json(await client.request(reads.SERVER_INFO))
    kind = told.get("deploymentType", "unknown") if isinstance(told, dict) else "unknown"
    if kind != "Cloud":
        return Check(
            "reachable",
            passed=False,
            finding=f"This is a Jira of type {kind}.",
            remedy="Use a Jira Cloud site; Data Center is not supported.",
        )
    return Check("reachable", passed=True, finding="Jira Cloud answers.")


async def _authenticated(client: Client, _now: Callable[[], datetime], found: Found) -> Check:
    told = answers.json(await client.request(reads.MYSELF))
    found.account_id = str(told["accountId"])
    found.zone = told.get("timeZone") or "UTC"
    name = told.get("displayName") or found.account_id
    return Check("authenticated", passed=True, finding=f"Authenticated as {name}.")


async def _projects(client: Client, _now: Callable[[], datetime], found: Found) -> Check:
    params = {"status": "live", "maxResults": "100", "orderBy": "key"}
    told = answers.json(await client.request(reads.PROJECT_SEARCH, params=params))
    found.projects = tuple(project["key"] for project in told.get("values", []))
    total = told.get("total", len(found.projects))
    if not total:
        return Check(
            "projects",
            passed=False,
            finding="No project is visible to the account.",
            remedy="Give the account the permission Browse projects in the projects to sync.",
        )
    names = ", ".join(found.projects[:SHOWN]) + (", …" if total > SHOWN else "")
    return Check("projects", passed=True, finding=f"{total} projects are visible: {names}.")


async def _issues(client: Client, _now: Callable[[], datetime], found: Found) -> Check:
    if not found.projects:
        return Check("issues", passed=False, finding="There is no project to read issues of.")
    keys = ", ".join(f'"{key}"' for key in found.projects)
    jql = f"project in ({keys}) ORDER BY key ASC"
    page = answers.json(
        await client.request(
            reads.SEARCH, json={"jql": jql, "fields": ["summary", "status"], "maxResults": 1}
        )
    )
    if not page.get("issues"):
        return Check("issues", passed=True, finding="The visible projects have no issues yet.")
    number = page["issues"][0]["id"]
    body = {"issueIdsOrKeys": [number], "fields": ["summary"]}
    read = answers.json(await client.request(reads.ISSUE_BULK, json=body))
    history = {"issueIdsOrKeys": [number], "maxResults": 1}
    await client.request(reads.CHANGELOG_BULK, json=history)
    if not read.get("issues"):
        return Check(
            "issues",
            passed=False,
            finding="An issue that the search lists cannot be read.",
            remedy="Look at the issue security scheme: the account must see the issues.",
        )
    return Check("issues", passed=True, finding="Issues and their history can be read.")


async def _emails(client: Client, _now: Callable[[], datetime], _found: Found) -> Check:
    params = {"startAt": "0", "maxResults": str(SAMPLE)}
    told = answers.json(await client.request(reads.USERS, params=params))
    people: list[dict[str, Any]] = [
        user for user in told if user.get("accountType", "atlassian") == "atlassian"
    ]
    seen = sum(1 for user in people if user.get("emailAddress"))
    if not people:
        return Check("emails", passed=True, finding="No people are listed.")
    share = round(100 * seen / len(people))
    return Check(
        "emails",
        passed=seen > 0,
        finding=f"{share} % of {len(people)} people show their e-mail address.",
        remedy="" if seen else "Map people by hand, or let the site show e-mail addresses.",
    )


async def _fields(client: Client, _now: Callable[[], datetime], _found: Found) -> Check:
    told = answers.json(await client.request(reads.FIELDS))
    custom = sum(1 for field in told if field.get("custom"))
    return Check("fields", passed=True, finding=f"{len(told)} fields, {custom} of them custom.")


async def _clock(client: Client, now: Callable[[], datetime], found: Found) -> Check:
    before = now()
    answer = await client.request(reads.SERVER_INFO)
    skew = answer.date - before
    well = abs(skew) <= SKEW_ALLOWED
    return Check(
        "clock",
        passed=well,
        finding=f"The account's zone is {found.zone}; the clocks differ by "
        f"{abs(skew.total_seconds()):.0f} s.",
        remedy="" if well else "Set this machine's clock: turn on NTP.",
    )


FIRST: tuple[tuple[str, Look], ...] = (("reachable", _reachable), ("authenticated", _authenticated))
THEN: tuple[tuple[str, Look], ...] = (
    ("projects", _projects),
    ("issues", _issues),
    ("emails", _emails),
    ("fields", _fields),
    ("clock", _clock),
)
