"""The stand-in's own pages under `/_control/`: the truth, deeds, faults, counts."""

import asyncio
from dataclasses import asdict
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from pydantic_core import to_json

from tests.simulator.deeds import Deed
from tests.simulator.faults import Faults
from tests.simulator.gate import Gate
from tests.simulator.mutate import Mutator
from tests.simulator.truth import LOOKS, instant
from tests.simulator.webhooks import Sender
from tests.simulator.world import World

LINES = 500
"""So many lines of the truth are written at once."""


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
            web.post("/_control/webhook", self.register),
            web.delete("/_control/webhook", self.unregister),
        ]

    async def truth(self, request: web.Request) -> web.StreamResponse:
        """Stream the truth of `what`, a JSON object a line; of `since` on, where that is asked."""
        look = LOOKS.get(request.query.get("what", "issues"))
        if look is None:
            return web.json_response({"error": f"what is one of {', '.join(LOOKS)}"}, status=400)
        try:
            since = instant(request.query.get("since"))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        answer = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await answer.prepare(request)
        held: list[bytes] = []
        for line in look(self._world, since):
            held.append(to_json(line))
            if len(held) >= LINES:
                await answer.write(b"\n".join(held) + b"\n")
                held = []
                # Others are served meanwhile.
                await asyncio.sleep(0)
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
        except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
            return web.json_response({"error": repr(error)}, status=400)
        return _json([deed.told for deed in deeds])

    async def faults(self, _request: web.Request) -> web.Response:
        return _json(self._faults)

    async def set_faults(self, request: web.Request) -> web.Response:
        try:
            told = await request.json()
            self._faults.change(told)
        except (ValidationError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        if "seed" in told:
            self._gate.reseed(self._faults.seed)
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
                "limited": dict(gate.limited),
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

    async def unregister(self, _request: web.Request) -> web.Response:
        self._sender.url = self._sender.secret = None
        return _json({})


def _json(told: Any) -> web.Response:
    return web.Response(body=to_json(told), content_type="application/json")
