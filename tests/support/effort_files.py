"""A story as a short text file: what happened in Jira and here, and the grid that must come of it.

A line is a task (`effort_stories` tells the notation; `A in P` puts it in Jira project P, `A of E`
below E, `A in P of E` both), a rule, an act, or an expected row:

    # what the story is about
    rule country DE                   a column of effort.rule, or hours; before anything else
    employee ann Europe/Berlin DE     zone and country; everybody named after @ is one, except
    unknown zoe                       those told unknown
    unlinked Q                        a project without a roadmap project
    A in P  Mo 08:00 todo @ann, Mo 09:00 doing
    capex A yes                       what A says itself: yes or no
    now Mo+1 08:00                    the reckoning's now; the Monday after, unless told
    then A in P  Mo 08:00 ...         told anew, later
    then delete A Tu 11:00
    then know zoe
    then link Q
    then submit ann Mo
    ann Mo: P 83.33, Q 16.67; 12:00 of 40:00      the grid of the week of that Monday
    ann Mo: capex 6:00
    ann Mo: notice P 50.00, Q 50.00
    nothing Mo                        nobody has a row in that week
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg

from libs.bus import Envelope, Received
from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.issues_fetched import FetchedIssue, IssuesFetched
from libs.runtime import clock
from services.mapper.catalogued import MapCatalogue
from services.mapper.effort.task import Task
from services.mapper.handler import MapIssues
from services.mapper.reckoner import Reckoner
from services.mapper.store import Store
from tests.support.effort_stories import day, instant, tasks
from tests.support.effort_wire import STATUSES, histories, user

ENVELOPE = Envelope("id", "test", "x", datetime(2020, 1, 1, tzinfo=UTC), "id")
CAPEX = "customfield_10050"
GRID = """
select coalesce(r.name, 'Unlinked') as name, e.percent
from effort.entry as e
left join pms.roadmap_project as r on r.id = e.roadmap_project_id
join pms.employee as p on p.id = e.employee_id
where p.name = $1 and e.monday = $2 and e.source = 'pms'
order by r.name nulls last
"""
WEEK = """
select w.attributed, w.available
from effort.week as w join pms.employee as p on p.id = w.employee_id
where p.name = $1 and w.monday = $2
"""
CAPEX_TIME = """
select coalesce(sum(d.thousandths) filter (where d.capex), 0)
from effort.day as d join pms.employee as p on p.id = d.employee_id
where p.name = $1 and d.date between $2 and $2::date + 6
"""
NOTICE = """
select n.after from effort.notice as n join pms.employee as p on p.id = n.employee_id
where p.name = $1 and n.monday = $2 order by n.id desc limit 1
"""


class Story:
    """A story that is told to a database, line by line."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._store = Store(pool)
        self._numbers: dict[str, int] = {}
        self._projects: dict[str, int] = {}
        self._unlinked: set[str] = set()
        self._unknown: set[str] = set()
        self._capex: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._now = instant("Mo+1 08:00")
        self._reads = 0
        self._asserted = 0
        self._begun = False

    async def tell(self, text: str) -> list[str]:
        """Go through the story; give what is not as expected."""
        wrong: list[str] = []
        lines = [line.strip() for line in text.splitlines()]
        lines = [line for line in lines if line and not line.startswith("#")]
        if not self._begun:
            await self._statuses()
            self._begun = True
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "nothing" or ":" in " ".join(line.split()[:2]):
                wrong += [words async for words in self._compare(line)]
            elif word == "then":
                await self._then(*rest.strip().partition(" ")[::2])
            else:
                await self._say(word, rest.strip(), line)
        if not self._asserted:
            wrong.append("the story expects nothing")
        return wrong

    async def _say(self, word: str, rest: str, line: str) -> None:
        match word:
            case "rule":
                await self._rule(*rest.split(maxsplit=1))
            case "employee":
                name, zone, country = (*rest.split(), None, None)[:3]
                await self._employ(str(name), zone, country)
            case "unknown":
                self._unknown.add(rest)
            case "unlinked":
                self._unlinked.add(rest)
            case "capex":
                name, value = rest.split()
                self._capex[name] = value
                await self._read(name)
            case "now":
                self._now = instant(rest)
            case _:
                await self._task(line)

    async def _rule(self, column: str, value: str) -> None:
        told = {column: value}
        if column == "hours":
            spans = [span.split("-") for span in value.split(",")]
            told = {
                "starts": f"{{{','.join(start for start, _ in spans)}}}",
                "ends": f"{{{','.join(end for _, end in spans)}}}",
            }
        settings = ", ".join(f"{name} = '{given}'" for name, given in told.items())
        await self._pool.execute(f"update effort.rule set {settings}")  # noqa: S608 - a test's words

    async def _then(self, word: str, rest: str) -> None:
        await self.reckon()
        match word:
            case "delete":
                name, at = rest.split(maxsplit=1)
                await self._pool.execute(
                    "update jira.issue set state = 'deleted', state_at = $2 where id = $1",
                    self._numbers[name], instant(at),
                )  # fmt: skip
                await self._store.follow_all("acme")
            case "know":
                await self._employ(rest)
                await self._store.match_everybody("acme")
            case "link":
                await self._link(rest)
                await self._store.mark_everybody()
            case "submit":
                name, week = rest.split()
                await self._pool.execute(
                    "update effort.week as w set status = 'submitted' from pms.employee as p"
                    " where p.id = w.employee_id and p.name = $1 and w.monday = $2",
                    name, day(week),
                )  # fmt: skip
            case _:
                await self._say(word, rest, f"{word} {rest}")

    async def _task(self, line: str) -> None:
        head, _, history = line.partition("  ")
        name, *more = head.split()
        words = dict(zip(more[::2], more[1::2], strict=True))
        self._numbers.setdefault(name, len(self._numbers) + 1)
        self._told[name] = f"{name}|{words.get('in', 'P')}|{words.get('of', '')}|{history.strip()}"
        named = {word[1:] for word in history.replace(",", " ").split() if word[:1] == "@"} - {"-"}
        for account in sorted(named):
            if account not in self._unknown:
                await self._employ(account)
            await self._list(account)
        await self._read(name)

    async def _read(self, name: str) -> None:
        """Have the mapper read the issue as it is told by now."""
        if name not in self._told:
            return
        _, project, parent, history = self._told[name].split("|")
        (told,) = tasks(f"{name}  {history}")
        self._reads += 1
        at = self._now - timedelta(days=1) + timedelta(seconds=self._reads)
        issue = self._issue(name, project, parent, told, at)
        message = IssuesFetched(connection="acme", fetched_at=at, issues=(issue,))
        mapper = MapIssues(self._store, clock.now, "live")
        outcome = await mapper([Received(message, ENVELOPE)])
        assert not outcome.failures, outcome.failures
        if project not in self._unlinked:
            await self._link(project)

    def _issue(self, name: str, project: str, parent: str, told: Task, at: datetime) -> Any:
        number = self._numbers[name]
        home = self._projects.setdefault(project, 10_000 + len(self._projects))
        status, category = STATUSES[told.status]
        chosen = {"yes": [{"id": "1", "value": "Yes"}], "no": [{"id": "2", "value": "No"}]}
        fields = {
            "summary": name,
            "status": {"id": status, "name": told.status, "statusCategory": {"key": category}},
            "issuetype": {"id": "10", "name": "Story", "hierarchyLevel": 0},
            "project": {"id": str(home), "key": project, "name": project},
            "created": told.created.isoformat(),
            "updated": at.isoformat(),
            "assignee": user(told.assignee) if told.assignee else None,
            CAPEX: chosen.get(self._capex.get(name, "")),
        }
        if parent:
            fields["parent"] = {"id": str(self._numbers[parent])}
        return FetchedIssue(
            issue={"id": str(number), "key": f"{project}-{number}", "fields": fields},
            histories=tuple(histories(told, number)),
        )

    async def _statuses(self) -> None:
        connection = await self._pool.fetchval("select id from sync.connection")
        for name, (number, category) in STATUSES.items():
            await self._pool.execute(
                "insert into jira.status (connection_id, id, name, category, fetched_at)"
                " values ($1, $2, $3, $4, '2020-01-01')",
                connection, int(number), name, category,
            )  # fmt: skip
        await self._pool.execute(
            "insert into sync.field_mapping (connection_id, behaviour, field_id, options)"
            " values ($1, 'capex', $2, '{1}')",
            connection, CAPEX,
        )  # fmt: skip

    async def _employ(self, name: str, zone: Any = None, country: Any = None) -> None:
        await self._pool.execute(
            "insert into pms.employee (email, name, zone, country) values ($1, $2, $3, $4)"
            " on conflict do nothing",
            f"{name}@example.com", name, zone, country,
        )  # fmt: skip

    async def _list(self, name: str) -> None:
        """Have the account, as the catalogue's users give it."""
        told = CatalogueFetched(
            connection="acme", fetched_at=datetime(2020, 1, 1, tzinfo=UTC), users=(user(name),)
        )
        async for _ in MapCatalogue(self._store)(told, ENVELOPE):
            raise AssertionError("nothing follows")

    async def _link(self, project: str) -> None:
        await self._pool.execute(
            "with r as (insert into pms.roadmap_project (name) values ($1)"
            " on conflict (name_key) do update set name = excluded.name returning id)"
            " update pms.project as p set roadmap_project_id = r.id, linked_by = 'manual'"
            " from r where p.jira_id = $2",
            project, self._projects[project],
        )  # fmt: skip

    async def reckon(self) -> None:
        """Reckon whoever is marked, as the running mapper does."""
        reckoner = Reckoner(self._store, lambda: self._now, timedelta(hours=1))
        while await reckoner.catch_up():
            pass

    async def _compare(self, line: str) -> Any:
        await self.reckon()
        self._asserted += 1
        if line.startswith("nothing"):
            monday = day(line.split()[1])
            rows = await self._pool.fetchval(
                "select count(*) from effort.entry where monday = $1", monday
            )
            if rows:
                yield f"{line}, but there are {rows} rows"
            return
        who, _, expected = line.partition(":")
        name, week = who.split()
        found = await self._found(name, week, expected.strip())
        if found != expected.strip():
            yield f"{who}: {found}, not {expected.strip()}"

    async def _found(self, name: str, week: str, expected: str) -> str:
        where = (name, day(week))
        if expected.startswith("capex"):
            return f"capex {_hours(await self._pool.fetchval(CAPEX_TIME, *where))}"
        if expected.startswith("notice"):
            after = await self._pool.fetchval(NOTICE, *where) or []
            names = {
                row["id"]: row["name"]
                for row in await self._pool.fetch("select id, name from pms.roadmap_project")
            }
            rows = [f"{names.get(row['project'], 'Unlinked')} {row['percent']}" for row in after]
            return f"notice {', '.join(rows)}"
        rows = [f"{row['name']} {row['percent']}" for row in await self._pool.fetch(GRID, *where)]
        total = sum((Decimal(row.split()[-1]) for row in rows), Decimal())
        assert total == (100 if rows else 0)
        times = await self._pool.fetchrow(WEEK, *where)
        told = f"{_hours(times['attributed'])} of {_hours(times['available'])}" if times else "none"
        return f"{', '.join(rows)}; {told}"


def _hours(thousandths: int) -> str:
    minutes = round(thousandths / 1000)
    return f"{minutes // 60}:{minutes % 60:02}"
