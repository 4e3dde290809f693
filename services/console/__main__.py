"""console: the running service; its pages come later, the command line does the work now."""

from functools import partial

from aiohttp import web

from libs import bus
from libs.postgres.pool import open_pool, ping
from libs.runtime import Service, health, run
from services.console.settings import Settings

PAGE = "flowstate-jira. The command line does the work: python -m services.console.cli --help\n"


async def main(settings: Settings, service: Service) -> None:
    """Answer until told to stop."""

    async def index(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE)

    async with (
        open_pool(settings.database_url.get_secret_value(), application_name="console") as pool,
        bus.connect(settings.amqp_url.get_secret_value(), source="console") as console_bus,
        health.serve(settings.host, settings.port, [web.get("/", index)]),
    ):
        service.serves(console_bus)
        service.ready_when("database", partial(ping, pool))
        await service.stopping.wait()


if __name__ == "__main__":
    run(main, Settings)
