"""A made-up organisation in a database: people of several countries, and a year of their tasks.

From a seed. A task waits, is given to somebody, goes to work, waits for review, goes back, now and
then changes hands, and mostly gets done; entries that are neither status nor assignee are among
them. About three tasks of a person are under way at once.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from services.mapper.store import Store

TODO, DOING, REVIEW, DONE = 1, 2, 3, 4
STATUSES = ((TODO, "To Do", "new"), (DOING, "In Progress", "indeterminate"),
            (REVIEW, "In Review", "new"), (DONE, "Done", "done"))  # fmt: skip
PLACES = (
    ("Europe/Berlin", "DE"),
    ("Europe/London", "GB"),
    ("America/New_York", "US"),
    ("Asia/Kolkata", "IN"),
    ("Australia/Lord_Howe", "AU"),
)
EPIC, EPICS = 1, 20
"""Hierarchy level of an epic; tasks of a project share so many."""
AT_ONCE = 20_000
TASKS = (
    *("connection_id", "issue_id", "pms_project_id", "key", "title", "type_id", "type_name"),
    *("status_id", "status_name", "status_category", "assignee", "parent_issue_id"),
    *("created", "updated", "hierarchy_level", "capex"),
)
ACTIVITY = (
    *("connection_id", "change_id", "item", "issue_id", "at", "author", "kind"),
    *("from_id", "to_id"),
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How large it is."""

    employees: int
    tasks: int
    changes: int
    projects: int = 40
    days: int = 364
    """Over how many days, up to now, tasks are begun."""


class Organisation:
    """What is made up; the same from the same seed."""

    def __init__(self, size: Size, now: datetime) -> None:
        self._size = size
        self._now = now
        self._chance = random.Random(7)
        self._change = 0

    def epics(self) -> Iterator[Row]:
        """Give the tasks that others hang below: some say CapEx."""
        begun = self._now - timedelta(days=self._size.days + 100)
        for number in range(self._size.projects * EPICS):
            yield (
                *(1, number + 1, number % self._size.projects + 1, f"APP-{number + 1}", "An epic"),
                *(2, "Epic", TODO, "To Do", "new", None, None),
                *(begun, begun, EPIC, number % 3 == 0),
            )

    def lives(self) -> Iterator[tuple[Row, list[Row]]]:
        """Give each task with its activity."""
        epics = self._size.projects * EPICS
        most = round(2 * self._size.changes / self._size.tasks)
        for issue in range(epics + 1, epics + self._size.tasks + 1):
            yield self._life(
                issue, self._chance.randint(4, most - 4), self._chance.randrange(epics)
            )

    def _life(self, issue: int, length: int, epic: int) -> tuple[Row, list[Row]]:
        chance, employees = self._chance, self._size.employees
        created = at = self._now - timedelta(minutes=chance.randrange(self._size.days * 24 * 60))
        holder, status = f"a{issue % employees}", TODO
        activity = [self._entry(issue, at, "assignee", None, holder)]
        for step in range(length):
            at += timedelta(minutes=1 + chance.expovariate(1 / (18 * 60)))
            if at >= self._now:
                break
            dice = chance.random()
            if dice < 0.1:
                before, holder = holder, f"a{chance.randrange(employees)}"
                activity.append(self._entry(issue, at, "assignee", before, holder))
            elif dice < 0.25:
                activity.append(self._entry(issue, at, "field", None, None))
            else:
                before_status = status
                status = DONE if step == length - 1 else (REVIEW if status == DOING else DOING)
                told = (str(before_status), str(status))
                activity.append(self._entry(issue, at, "status", *told))
        name, category = next((n, c) for number, n, c in STATUSES if number == status)
        project = epic % self._size.projects + 1
        task = (
            *(1, issue, project, f"APP-{issue}", "A task", 1, "Task"),
            *(status, name, category, holder, epic + 1, created, at, 0, None),
        )
        return task, activity

    def _entry(
        self, issue: int, at: datetime, kind: str, before: str | None, after: str | None
    ) -> Row:
        self._change += 1
        return (
            1,
            self._change,
            0,
            issue,
            at,
            f"a{issue % self._size.employees}",
            kind,
            before,
            after,
        )


async def settle(pool: asyncpg.Pool, size: Size, now: datetime) -> int:
    """Put an organisation into an empty database, everybody marked; give the number of changes."""
    async with pool.acquire() as sql, sql.transaction():
        await sql.execute(
            """
            insert into sync.connection (id, slug, url, email, token_encrypted)
            overriding system value values (1, 'made-up', 'https://x', 'a@b', '')
            """
        )
        for number, name, category in STATUSES:
            await sql.execute(
                "insert into jira.status (connection_id, id, name, category, fetched_at) "
                "values (1, $1, $2, $3, now())",
                *(number, name, category),
            )
        await _people(sql, size)
        await _projects(sql, size)
        changes = await _tasks(sql, Organisation(size, now))
    await pool.execute("analyze pms.task, pms.task_activity, pms.employee, pms.employee_mapping")
    await Store(pool).mark_everybody()
    return changes


async def _people(sql: Any, size: Size) -> None:
    zones, countries = zip(*PLACES, strict=True)
    await sql.execute(
        """
        with made as (
            insert into pms.employee (email, name, zone, country, annual_cost, currency)
            select
                'p' || n || '@example.com', 'Person ' || n, ($2::text[])[n % $4 + 1],
                ($3::text[])[n % $4 + 1], 60000 + n, 'EUR'
            from generate_series(0, $1 - 1) as n
            returning id, email
        )
        insert into pms.employee_mapping (connection_id, account_id, employee_id, method)
        select 1, 'a' || substring(email from 2 for position('@' in email) - 2), id, 'email'
        from made
        """,
        *(size.employees, zones, countries, len(PLACES)),
    )
    await sql.execute(
        "insert into jira.account (connection_id, account_id, display_name, email, fetched_at) "
        "select 1, 'a' || n, 'Person ' || n, 'p' || n || '@example.com', now() "
        "from generate_series(0, $1 - 1) as n",
        size.employees,
    )


async def _projects(sql: Any, size: Size) -> None:
    """Every second project is on the roadmap."""
    await sql.execute(
        "insert into pms.roadmap_project (name) "
        "select 'Project ' || n from generate_series(1, $1) as n",
        size.projects,
    )
    await sql.execute(
        """
        insert into pms.project
            (id, connection_id, source_kind, jira_id, key, name, roadmap_project_id)
        overriding system value
        select n, 1, 'project', n, 'P' || n, 'Project ' || n, case when n % 2 = 0 then n end
        from generate_series(1, $1) as n
        """,
        size.projects,
    )


async def _tasks(sql: Any, made: Organisation) -> int:
    tasks, activity, changes = list(made.epics()), list[Row](), 0

    async def put() -> None:
        await sql.copy_records_to_table("task", schema_name="pms", columns=TASKS, records=tasks)
        await sql.copy_records_to_table(
            "task_activity", schema_name="pms", columns=ACTIVITY, records=activity
        )

    for task, history in made.lives():
        tasks.append(task)
        activity += history
        changes += len(history)
        if len(tasks) >= AT_ONCE:
            await put()
            tasks, activity = [], []
    await put()
    return changes
