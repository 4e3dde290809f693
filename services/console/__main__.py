"""console: the running service: its API; the pages come later, the command line does the rest."""

from contextlib import AsyncExitStack
from functools import partial

from aiohttp import web

from libs import bus
from libs.postgres.pool import open_pool, ping
from libs.runtime import Service, run
from services.console.actions import Actions
from services.console.api.web import Api
from services.console.settings import Settings

PAGE = "flowstate-jira. The command line does the work: python -m services.console.cli --help\n"


async def index(_request: web.Request) -> web.Response:
    """Say where to go."""
    return web.Response(text=PAGE)


async def main(settings: Settings, service: Service) -> None:
    """Answer until told to stop."""
    async with (
        AsyncExitStack() as stack,
        open_pool(settings.database_url.get_secret_value(), application_name="console") as pool,
        bus.connect(settings.amqp_url.get_secret_value(), source="console") as console_bus,
    ):
        service.serves(console_bus)
        service.ready_when("database", partial(ping, pool))
        actions = Actions(settings, pool, stack, console_bus, by="api")
        app = Api(actions, settings.api_token.get_secret_value()).application(web.get("/", index))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
            await service.stopping.wait()
        finally:
            await runner.cleanup()


if __name__ == "__main__":
    run(main, Settings)
