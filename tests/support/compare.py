"""Is the database equal to Jira? Every issue and every history entry, one by one."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import asyncpg
from pydantic_core import from_json

KEPT_IDS = {"status", "assignee", "reporter", "issuetype", "project", "parent"}
KEPT_NAMES = {"IssueParentAssociation", "Key"}
ACTIVITY = {"status", "assignee", "issuetype", "project", "parent", "IssueParentAssociation"}

ISSUES = """
select i.id, i.key, i.project_id, i.updated, t.created, t.resolved, t.title as summary,
    t.type_id, t.status_id, t.status_category, t.assignee, t.reporter,
    t.parent_issue_id as parent_id, p.jira_id as pms_project, t.key as task_key
from jira.issue as i
left join pms.task as t on t.connection_id = i.connection_id and t.issue_id = i.id
left join pms.project as p on p.id = t.pms_project_id
where i.connection_id = $1 and i.state = 'present'
"""
CHANGES = """
select c.id, c.issue_id, c.created, c.author, c.items,
    coalesce(a.activity, '[]'::jsonb) as activity
from jira.change as c
left join (
    select connection_id, change_id, jsonb_agg(
        jsonb_build_array(kind, from_id, from_text, to_id, to_text) order by item) as activity
    from pms.task_activity group by connection_id, change_id
) as a on a.connection_id = c.connection_id and a.change_id = c.id
join jira.issue as i on i.connection_id = c.connection_id and i.id = c.issue_id
where c.connection_id = $1 and i.state = 'present'
"""
KINDS = {"issuetype": "type", "IssueParentAssociation": "parent"}


@dataclass(slots=True)
class Comparison:
    """What was compared, and what differs (a few words each, the first hundred)."""

    issues: int = 0
    changes: int = 0
    divergence: int = 0
    examples: list[str] = field(default_factory=list)

    def differs(self, words: str) -> None:
        self.divergence += 1
        if len(self.examples) < 100:
            self.examples.append(words)


async def compare(url: str, jira_url: str, slug: str) -> Comparison:
    """Hold the database against the stand-in's truth."""
    found = Comparison()
    connection = await asyncpg.connect(url)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=str, decoder=from_json, format="text"
    )
    try:
        number = await connection.fetchval("select id from sync.connection where slug = $1", slug)
        mode = await connection.fetchval("select mode from sync.connection where slug = $1", slug)
        mapped = {
            row["field_id"]
            for row in await connection.fetch(
                "select field_id from sync.field_mapping where connection_id = $1", number
            )
        }
        issues = {row["id"]: dict(row) for row in await connection.fetch(ISSUES, number)}
        changes = {row["id"]: dict(row) for row in await connection.fetch(CHANGES, number)}
    finally:
        await connection.close()
    async for told in _truth(jira_url, "issues"):
        found.issues += 1
        _issue(found, told, issues.pop(told["id"], None), by_project=mode == "projects")
    async for told in _truth(jira_url, "changes"):
        kept = [item for item in told["items"] if _kept(item, mapped)]
        if kept:
            found.changes += 1
            _change(found, told, kept, changes.pop(told["id"], None), mapped)
    for number in issues:
        found.differs(f"issue {number} is in the database only")
    for number in changes:
        found.differs(f"history entry {number} is in the database only")
    return found


def _issue(
    found: Comparison,
    told: Mapping[str, Any],
    row: Mapping[str, Any] | None,
    *,
    by_project: bool,
) -> None:
    if row is None:
        found.differs(f"issue {told['id']} is missing")
        return
    told = {**told, "summary": told["summary"] or ""}
    wrong = [
        name
        for name, value in told.items()
        if row[name] != (_instant(value) if name in ("updated", "created", "resolved") else value)
    ]
    if row["task_key"] != told["key"]:
        wrong.append("task key")
    if by_project and row["pms_project"] != told["project_id"]:
        wrong.append("pms project")
    if wrong:
        found.differs(f"issue {told['id']} differs in {', '.join(wrong)}")


def _change(
    found: Comparison,
    told: Mapping[str, Any],
    kept: list[dict[str, Any]],
    row: Mapping[str, Any] | None,
    mapped: Collection[str],
) -> None:
    if row is None:
        found.differs(f"history entry {told['id']} of issue {told['issue_id']} is missing")
        return
    stored = [
        (i["field"], i.get("fieldId"), i["from"], i["fromString"], i["to"], i["toString"])
        for i in row["items"]
    ]
    true = [
        (i["field"], i["field_id"], i["from_id"], i["from_text"], i["to_id"], i["to_text"])
        for i in kept
    ]
    activity = [
        [_kind(i, mapped), i["from_id"], i["from_text"], i["to_id"], i["to_text"]]
        for i in kept
        if i["field"] in ACTIVITY or i["field_id"] in mapped
    ]
    at, author = row["created"], row["author"]
    if (stored, at, author) != (true, _instant(told["created"]), told["author"]):
        found.differs(f"history entry {told['id']} differs")
    elif row["activity"] != activity:
        found.differs(f"the activity of history entry {told['id']} differs")


def _kind(item: Mapping[str, Any], mapped: Collection[str]) -> str:
    if item["field_id"] in mapped:
        return "field"
    return KINDS.get(str(item["field"]), str(item["field"]))


def _kept(item: Mapping[str, Any], mapped: Collection[str]) -> bool:
    if item["field_id"] is None:
        return item["field"] in KEPT_NAMES
    return item["field_id"] in KEPT_IDS or item["field_id"] in mapped


def _instant(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


async def _truth(jira_url: str, what: str) -> AsyncIterator[dict[str, Any]]:
    timeout = aiohttp.ClientTimeout(total=600)
    async with (
        aiohttp.ClientSession(timeout=timeout, read_bufsize=2**20) as http,
        http.get(f"{jira_url}/_control/truth", params={"what": what}) as answer,
    ):
        answer.raise_for_status()
        rest = b""
        async for piece in answer.content.iter_any():
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                yield from_json(line)
