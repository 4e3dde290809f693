"""The stand-in's own pages under `/_control/`: the truth, deeds, faults, counts."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from pydantic_core import to_json

from tests.simulator.faults import Faults
from tests.simulator.gate import Gate
from tests.simulator.mutate import Deed, Mutator
from tests.simulator.webhooks import Sender
from tests.simulator.world import Change, Issue, World

LINES = 500


class Control:
    """Looks behind the scenes."""

    def __init__(
        self, world: World, faults: Faults, gate: Gate, mutator: Mutator, sender: Sender
    ) -> None:
        self._world = world
        self._faults = faults
        self._gate = gate
        self._mutator = mutator
        self._sender = sender

    def routes(self) -> list[web.RouteDef]:
        """Give the pages."""
        return [
            web.get("/_control/truth", self.truth),
            web.post("/_control/mutate", self.mutate),
            web.get("/_control/faults", self.faults),
            web.post("/_control/faults", self.set_faults),
            web.delete("/_control/faults", self.clear_faults),
            web.get("/_control/requests", self.requests),
            web.delete("/_control/requests", self.reset_requests),
            web.get("/_control/webhooks", self.webhooks),
            web.post("/_control/webhooks", self.register),
        ]

    async def truth(self, request: web.Request) -> web.StreamResponse:
        """Stream every visible issue, or every history entry of them, a JSON object a line."""
        lines: Callable[[Issue], list[dict[str, Any]]] = (
            changes_of if request.query.get("what") == "changes" else lambda i: [issue_truth(i)]
        )
        answer = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await answer.prepare(request)
        held: list[bytes] = []
        for issue in [i for i in self._world.issues.values() if self._world.visible(i)]:
            held += [to_json(line) for line in lines(issue)]
            if len(held) >= LINES:
                await answer.write(b"\n".join(held) + b"\n")
                held = []
        if held:
            await answer.write(b"\n".join(held) + b"\n")
        await answer.write_eof()
        return answer

    async def mutate(self, request: web.Request) -> web.Response:
        """Do what is asked, tell the webhooks, and give what was done."""
        told = await request.json()
        deeds: list[Deed] = []
        try:
            for one in told if isinstance(told, list) else [told]:
                done = self._mutator.apply(one)
                for deed in done:
                    self._sender.tell(deed)
                deeds += done
        except (KeyError, ValueError, AttributeError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return _json(
            [
                {"id": d.issue.id, "key": d.issue.key, "event": d.event, "updated": d.issue.updated}
                for d in deeds
            ]
        )

    async def faults(self, _request: web.Request) -> web.Response:
        return _json(self._faults)

    async def set_faults(self, request: web.Request) -> web.Response:
        try:
            self._faults.change(await request.json())
        except ValidationError as error:
            return web.json_response({"error": str(error)}, status=400)
        return _json(self._faults)

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.change(Faults().model_dump())
        return _json(self._faults)

    async def requests(self, _request: web.Request) -> web.Response:
        gate = self._gate
        return _json(
            {
                "total": gate.total,
                "by_page": dict(gate.counts),
                "by_status": {str(status): n for status, n in gate.statuses.items()},
                "peak": gate.peak,
                "writes": gate.writes,
            }
        )

    async def reset_requests(self, _request: web.Request) -> web.Response:
        self._gate.reset()
        return _json({})

    async def webhooks(self, _request: web.Request) -> web.Response:
        return _json(asdict(self._sender.sent))

    async def register(self, request: web.Request) -> web.Response:
        told = await request.json()
        self._sender.url, self._sender.secret = told["url"], told.get("secret")
        return _json({})


def issue_truth(issue: Issue) -> dict[str, Any]:
    """Give what a mirror of an issue must hold."""
    return {
        "id": issue.id,
        "key": issue.key,
        "project_id": issue.project.id,
        "updated": issue.updated,
        "created": issue.created,
        "resolved": issue.resolved,
        "summary": issue.summary,
        "type_id": issue.type.id,
        "status_id": issue.status.id,
        "status_category": issue.status.category,
        "assignee": issue.assignee.account_id if issue.assignee else None,
        "reporter": issue.reporter.account_id if issue.reporter else None,
        "parent_id": issue.parent_id,
    }


def changes_of(issue: Issue) -> list[dict[str, Any]]:
    """Give an issue's history entries, whole."""
    return [change_truth(issue, change) for change in issue.changes]


def change_truth(issue: Issue, change: Change) -> dict[str, Any]:
    """Give what a mirror of a history entry must hold."""
    return {
        "id": change.id,
        "issue_id": issue.id,
        "created": change.at,
        "author": change.author.account_id if change.author else None,
        "items": [asdict(item) for item in change.items],
    }


def _json(told: Any) -> web.Response:
    return web.Response(body=to_json(told), content_type="application/json")
