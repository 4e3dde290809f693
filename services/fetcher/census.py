"""fetcher → mapper: which issues Jira says exist and which changed, page by page.

Pages are published as they come, so a census of a million issues needs no more memory than one of
a thousand. One that breaks off is taken again under the same run; nothing is counted twice.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from libs.contracts.issues_listed import Changed, Finished, Ids, IssuesListed, Roster, Started
from libs.contracts.message import JsonObject, Message
from libs.contracts.sync_requested import SyncRequested
from libs.jira.errors import BadRequestError
from libs.jira.instants import read_instant
from libs.jira.schemas import EPIC_LINK
from services.fetcher.catalogue import read_catalogue, state_of
from services.fetcher.errors import AccountChangedError, DisturbedError, UnknownProjectError
from services.fetcher.hydrate import chunks
from services.fetcher.jira import IDS_A_PAGE, MOST_ISSUES, ROWS_A_PAGE, Jira, Myself, ProjectState
from services.fetcher.sessions import Session

PROJECTS_A_QUERY: int = 100
"""Projects whose changes are asked for together."""


@dataclass(slots=True)
class Gaps:
    """What could not be listed."""

    refused: list[int] = field(default_factory=list)
    """Projects that Jira would not list: hidden, or gone since the roster."""
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Order:
    """What one census is to do."""

    request: SyncRequested
    run: UUID
    since: datetime | None
    """Ask what changed since then; None lists ids only (the first census, or a deep one)."""


async def take(session: Session, order: Order, began: Myself) -> AsyncIterator[Message]:
    """Give the catalogue and the census; raise AccountChangedError when the proof fails."""
    jira = session.jira("bulk")
    slug = session.connection.slug
    request = order.request

    def listed(part: Started | Roster | Ids | Changed | Finished) -> IssuesListed:
        return IssuesListed(connection=slug, run=order.run, part=part)

    yield listed(
        Started(
            scope=request.scope,
            deep=request.deep,
            reason=request.reason,
            started_at=began.at,
            authenticated_as=began.account_id,
            since=None if request.deep else order.since,
        )
    )
    projects: list[JsonObject] = []
    pages, gaps = 0, Gaps()
    async for part in read_catalogue(jira, slug, order.run):
        pages += 1
        projects += part.projects
        # Issues are read before the catalogue is stored: they are asked for it from now on.
        session.epic_links.update(epic_links(part.fields))
        yield part
    async for page in _pages(jira, order, projects, gaps):
        pages += 1
        yield listed(page)
    ended = await jira.myself()
    if ended.account_id != began.account_id:
        raise AccountChangedError(slug)
    yield listed(
        Finished(
            pages=pages,
            authenticated_as=ended.account_id,
            finished_at=ended.at,
            refused=tuple(gaps.refused),
            note="; ".join(gaps.words)[:500] or None,
        )
    )


async def _pages(
    jira: Jira, order: Order, projects: Collection[JsonObject], gaps: Gaps
) -> AsyncIterator[Roster | Ids | Changed]:
    scope = order.request.scope
    for roster in rosters(projects) if scope.everything else ():
        yield roster
    if scope.issues:
        async for page in _named(jira, scope.issues, gaps):
            yield page
        return
    live = [project for project in projects if state_of(project) == "live"]
    wanted = in_scope(live, scope.projects)
    for project in wanted:
        async for ids in _ids(jira, project, gaps, deep=order.request.deep):
            yield ids
    if order.since is not None and not order.request.deep:
        listed = sorted({*wanted} - {*gaps.refused})
        async for changed in _changed(jira, listed, order.since):
            yield changed


async def _ids(jira: Jira, project: int, gaps: Gaps, *, deep: bool) -> AsyncIterator[Ids]:
    """List a project by key: an order that edits made meanwhile do not disturb."""
    jql = f"project = {project} ORDER BY key ASC"
    number = 0
    try:
        async for page in jira.search(jql, ["id", "key"], IDS_A_PAGE):
            yield Ids(
                project=project,
                page=number,
                deep=deep,
                issues=tuple((int(issue["id"]), issue.get("key") or "") for issue in page),
            )
            number += 1
    except BadRequestError as error:
        gaps.refused.append(project)
        gaps.words.append(f"project {project} cannot be listed: {error}")


async def _changed(jira: Jira, projects: Sequence[int], since: datetime) -> AsyncIterator[Changed]:
    """List what changed since then; epoch milliseconds mean the same in every account's zone.

    Of many projects at once: on a quiet night that is one request for all of them. Such a page is
    known by the first of its projects.
    """
    milliseconds = int(since.timestamp() * 1000)
    for some in chunks(projects, PROJECTS_A_QUERY):
        named = ", ".join(map(str, some))
        jql = f"project in ({named}) AND updated >= {milliseconds} ORDER BY updated ASC, key ASC"
        pages = jira.search(jql, ["updated"], ROWS_A_PAGE)
        async for number, page in _numbered(pages):
            rows = ((int(issue["id"]), read_instant(issue["fields"]["updated"])) for issue in page)
            yield Changed(project=some[0], page=number, issues=tuple(rows))


async def _numbered(
    pages: AsyncIterator[list[JsonObject]],
) -> AsyncIterator[tuple[int, list[JsonObject]]]:
    """Count pages; raise DisturbedError where Jira takes a question no more that it took before."""
    number = 0
    try:
        async for page in pages:
            yield number, page
            number += 1
    except BadRequestError as error:
        raise DisturbedError(str(error)) from error


async def _named(jira: Jira, names: Collection[str], gaps: Gaps) -> AsyncIterator[Ids]:
    """Find the ids of issues named by id or key, moved ones included; all of them are wanted."""
    for number, part in enumerate(chunks(names, MOST_ISSUES)):
        read = await jira.issues(part, ["project"])
        by_project: dict[int, list[tuple[int, str]]] = {}
        for issue in read.issues:
            project = int(issue["fields"]["project"]["id"])
            by_project.setdefault(project, []).append((int(issue["id"]), issue.get("key") or ""))
        if len(read.issues) < len(part):
            # A key from before a move leads to an issue of another key: only how many is sure.
            missing = len(part) - len(read.issues)
            gaps.words.append(f"{missing} of {', '.join(part)[:200]} cannot be found")
        for project in sorted(by_project):
            yield Ids(project=project, page=number, deep=True, issues=tuple(by_project[project]))


def epic_links(fields: Collection[JsonObject]) -> set[str]:
    """Give the ids of the legacy Epic Link among fields, found by its schema."""
    return {str(f["id"]) for f in fields if (f.get("schema") or {}).get("custom") == EPIC_LINK}


def rosters(projects: Collection[JsonObject]) -> list[Roster]:
    """Give the ids of the projects of each state, an empty list too: it says there are none."""
    states: tuple[ProjectState, ...] = ("live", "archived", "deleted")
    return [
        Roster(state=state, projects=tuple(int(p["id"]) for p in projects if state_of(p) == state))
        for state in states
    ]


def in_scope(projects: Collection[JsonObject], named: Collection[str]) -> list[int]:
    """Give the ids of the projects in scope, by id; raise UnknownProjectError for unknown names."""
    by_name = {str(project["key"]).upper(): int(project["id"]) for project in projects}
    if not named:
        return sorted(by_name.values())
    by_name |= {str(number): number for number in by_name.values()}
    unknown = sorted(name for name in named if name.upper() not in by_name)
    if unknown:
        raise UnknownProjectError(unknown)
    return sorted({by_name[name.upper()] for name in named})
