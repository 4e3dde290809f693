"""any service: from `python -m services.x` to its main and, on SIGTERM, out again in order."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

import structlog
import uvloop
from pydantic import ValidationError

from libs.runtime import health, logs, metrics
from libs.runtime.settings import ServiceSettings, complaint

S = TypeVar("S", bound=ServiceSettings)
LAG_EVERY: float = 1.0
FINISH_SECONDS: float = 15
"""How long a main may take to return once its sources have finished."""

log = structlog.get_logger()


class Serving(Protocol):
    """Something that knows whether it can work, and can finish what it has begun."""

    async def ready(self) -> None:
        """Return when it can work; raise otherwise."""

    async def stop(self) -> None:
        """Finish what is in flight, take nothing new."""


class Service:
    """A running process: what it needs to be ready, and whether it should stop."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stopping = asyncio.Event()
        self.checks: dict[str, Callable[[], Awaitable[object]]] = {}
        self._finish: list[Callable[[], Awaitable[None]]] = []

    def ready_when(self, name: str, check: Callable[[], Awaitable[object]]) -> None:
        """Be ready only while the check passes."""
        self.checks[name] = check

    def serves(self, bus: Serving) -> None:
        """Be ready while the bus is, and let it finish its work when told to stop."""
        self.ready_when("broker", bus.ready)
        self._finish.append(bus.stop)

    @property
    def begun(self) -> bool:
        """Whether there is anything that could have work in hand."""
        return bool(self._finish)

    async def finish(self) -> None:
        """Let everything finish what it has begun."""
        await asyncio.gather(*(finish() for finish in self._finish))


def run(
    main: Callable[[S, Service], Coroutine[Any, Any, None]],
    settings_class: type[S],
    name: str | None = None,
) -> None:
    """Run a service until its main returns or SIGTERM comes; exits 1 on a crash, 2 on settings."""
    name = name or settings_class.__module__.split(".")[-2]
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.stdout.write(usage(name, settings_class))
        return
    try:
        settings = settings_class()
    except (ValidationError, OSError) as error:
        why = complaint(error) if isinstance(error, ValidationError) else str(error)
        sys.stderr.write(f"{name}: {why}\n")
        sys.exit(2)
    logs.configure(name, settings.log_level)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(main, settings, name))
    except Exception as error:
        log.error("service.failed", error=type(error).__name__, exc_info=error)  # noqa: TRY400
        sys.exit(1)


def usage(name: str, settings_class: type[ServiceSettings]) -> str:
    """Give a page that names every setting."""
    lines = [f"python -m services.{name}: runs the {name}. Settings, from the environment:", ""]
    lines += [
        f"  {field.upper():<20} {info.description or ''}"
        for field, info in settings_class.model_fields.items()
    ]
    return "\n".join(lines) + "\n"


async def _serve(
    main: Callable[[S, Service], Coroutine[Any, Any, None]], settings: S, name: str
) -> None:
    service = Service(name)
    metrics.BUILD.info({"service": name, "version": metrics.release()})
    pages = health.routes(service.checks)
    async with health.serve(settings.health_host, settings.health_port, pages):
        work = asyncio.create_task(main(settings, service), name=name)
        lag = asyncio.create_task(_watch_loop())
        _on_signals(service)
        log.info("service.started")
        stop = asyncio.create_task(service.stopping.wait())
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not service.begun and not service.checks:
            work.cancel()
        elif not work.done():
            await service.finish()
        for task in (stop, lag):
            task.cancel()
        await _ended(work)
        log.info("service.stopped")


async def _ended(work: asyncio.Task[None]) -> None:
    """Wait for the main to return after its sources have finished; cancel one that does not."""
    done, _ = await asyncio.wait({work}, timeout=FINISH_SECONDS)
    if not done:
        work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


def _on_signals(service: Service) -> None:
    """Stop in order at the first signal, at once at the second."""

    def told() -> None:
        if service.stopping.is_set():
            os._exit(130)
        service.stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)


async def _watch_loop() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_EVERY
        await asyncio.sleep(LAG_EVERY)
        metrics.LOOP_LAG.set(max(0.0, loop.time() - due))
