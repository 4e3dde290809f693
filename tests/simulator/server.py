"""The stand-in as a running server, in a test's own process or alone."""

import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import web

from tests.simulator.control import Control
from tests.simulator.deeds import Deed
from tests.simulator.faults import Faults
from tests.simulator.gate import Gate
from tests.simulator.mutate import Mutator
from tests.simulator.pages import Pages
from tests.simulator.render import Renderer
from tests.simulator.webhooks import Sender
from tests.simulator.world import World

ZONE = "Asia/Kolkata"


class Simulator:
    """A running stand-in and everything behind it."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        port: int,
        *,
        zone: str = ZONE,
        time_scale: float = 0.001,
    ) -> None:
        dice = random.Random(faults.seed)
        self.world = world
        self.faults = faults
        self.url = f"http://127.0.0.1:{port}"
        self.renderer = Renderer(world, faults, self.url, zone)
        self.gate = Gate(world, faults, dice)
        self.mutator = Mutator(world, dice)
        self.sender = Sender(world, faults, self.renderer, dice, time_scale)
        pages = Pages(world, faults, self.gate, self.renderer, dice)
        control = Control(world, faults, self.gate, self.mutator, self.sender)
        self.app = web.Application(
            middlewares=[self.gate.pass_through], client_max_size=64 * 1024 * 1024
        )
        self.app.add_routes([*pages.routes(), *control.routes()])

    @property
    def email(self) -> str:
        """The account's e-mail."""
        return self.gate.email

    @property
    def token(self) -> str:
        """The account's token."""
        return self.gate.token

    def do(self, verb: str, **told: object) -> list[Deed]:
        """Do something in Jira, and let the webhooks tell."""
        deeds = self.mutator.apply({"do": verb, **told})
        for deed in deeds:
            self.sender.tell(deed)
        return deeds

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        world: World,
        *,
        port: int = 0,
        latency: float = 0,
        faults: Faults | None = None,
        zone: str = ZONE,
        time_scale: float = 0.001,
    ) -> AsyncIterator[Self]:
        """Run a stand-in on a loopback port (any free one when 0); `latency` is in seconds."""
        place = _bound(port)
        number = place.getsockname()[1]
        switches = faults or Faults(latency_ms=latency * 1000)
        made = cls(world, switches, number, zone=zone, time_scale=time_scale)
        runner = web.AppRunner(made.app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.SockSite(runner, place).start()
            yield made
        finally:
            await made.sender.aclose()
            await runner.cleanup()


def _bound(port: int) -> socket.socket:
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", port))
    place.listen(1024)
    return place
