"""Jira's bulk reads: issues by id, and histories, whose pages may cut an issue's in two."""

import random
from collections import OrderedDict
from itertools import count

from aiohttp import web

from tests.simulator import refusals
from tests.simulator.faults import Faults
from tests.simulator.reading import answer, body, number, texts
from tests.simulator.render import Json, Renderer
from tests.simulator.world import Change, Issue, World

MULTI_VALUED = {"comment", "worklog", "attachment", "issuelinks", "*all", "*navigable"}
HEAVY = {"changelog", "renderedFields", "transitions", "operations", "editmeta"}
MOST_EXPANDED = 40
MOST_FIELDS = 100
USUAL_ISSUES = 100
MOST_HISTORIES_ISSUES = 1000
MOST_FIELD_IDS = 10
USUAL_HISTORIES, MOST_HISTORIES = 1000, 10_000
TOKENS = 512

Row = tuple[int, Change]


class Bulk:
    """Answers by id: never from the search index."""

    def __init__(
        self, world: World, faults: Faults, renderer: Renderer, dice: random.Random
    ) -> None:
        self._world = world
        self._faults = faults
        self._show = renderer
        self._dice = dice
        self._logs: OrderedDict[str, tuple[list[Row], int]] = OrderedDict()
        self._numbers = count(1)

    async def issues(self, request: web.Request) -> web.Response:
        """Give issues by ascending id; the absent and the unseen are nowhere mentioned."""
        told = await body(request)
        names, fields = texts(told, "issueIdsOrKeys"), texts(told, "fields")
        expanded = set(texts(told, "expand"))
        most = self._most(fields, expanded)
        if not 1 <= len(names) <= most:
            return refusals.bad_request(f"Between 1 and {most} issues can be asked for at once.")
        named = self._show.named(fields)
        shown, errors = [], []
        for issue in self._found(names):
            if self._dice.random() < self._faults.issue_errors:
                words = "The issue could not be retrieved. Please try again."
                errors.append({"id": str(issue.id), "errorMessage": words})
            else:
                shown.append(self._show.issue(issue, named) | self.expanded(issue, expanded))
        return answer({"issues": shown, "issueErrors": errors})

    def expanded(self, issue: Issue, expand: set[str]) -> Json:
        """Give the history that is expanded: the newest forty entries, newest first."""
        if "changelog" not in expand:
            return {}
        changes = issue.changes
        newest = changes[::-1][:MOST_EXPANDED]
        return {
            "changelog": {
                "startAt": 0,
                "maxResults": len(newest),
                "total": len(changes),
                "histories": [self._show.change(change) for change in newest],
            }
        }

    def _most(self, fields: list[str], expanded: set[str]) -> int:
        """Give the limit: 1,000 where switched on and the fields are named and single-valued."""
        named = bool(fields) and len(fields) <= MOST_FIELDS and not set(fields) & MULTI_VALUED
        return self._faults.most_bulk if named and not expanded & HEAVY else USUAL_ISSUES

    def _found(self, names: list[str]) -> list[Issue]:
        found = {issue.id: issue for name in names if (issue := self._world.find(name))}
        return [found[number] for number in sorted(found)]

    async def histories(self, request: web.Request) -> web.Response:
        """Give a page of history entries by date, then issue, grouped by issue."""
        told = await body(request)
        names, field_ids = texts(told, "issueIdsOrKeys"), texts(told, "fieldIds")
        if not 1 <= len(names) <= MOST_HISTORIES_ISSUES or len(field_ids) > MOST_FIELD_IDS:
            return refusals.bad_request(
                f"Between 1 and {MOST_HISTORIES_ISSUES} issues and at most {MOST_FIELD_IDS} "
                "fields can be asked for at once."
            )
        asked = number(told.get("maxResults"), USUAL_HISTORIES)
        if not 1 <= asked <= MOST_HISTORIES:
            words = f"maxResults must be between 1 and {MOST_HISTORIES}."
            return refusals.bad_request(words)
        token = told.get("nextPageToken")
        if token is None:
            rows, start = self._rows(names, set(field_ids)), 0
        elif token in self._logs:
            rows, start = self._logs[token]
        else:
            return refusals.bad_request("The nextPageToken is invalid or has expired.")
        return answer(self._page(rows, start, min(asked, self._faults.histories_a_page)))

    def _page(self, rows: list[Row], start: int, most: int) -> Json:
        page = rows[start : start + most]
        grouped: dict[int, list[Json]] = {}
        for issue_id, change in page:
            grouped.setdefault(issue_id, []).append(self._show.change(change, bulk=True))
        told: Json = {
            "issueChangeLogs": [
                {"issueId": str(issue_id), "changeHistories": histories}
                for issue_id, histories in grouped.items()
            ]
        }
        if start + len(page) < len(rows):
            token = f"CHLaAggB{next(self._numbers):x}"
            self._logs[token] = (rows, start + len(page))
            if len(self._logs) > TOKENS:
                self._logs.popitem(last=False)
            told["nextPageToken"] = token
        return told

    def _rows(self, names: list[str], field_ids: set[str]) -> list[Row]:
        rows = [
            (issue.id, change)
            for issue in self._found(names)
            for change in issue.changes
            if not field_ids or any(item.field_id in field_ids for item in change.items)
        ]
        return sorted(rows, key=lambda row: (row[1].at, row[0]))
