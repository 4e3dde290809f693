"""ingress: Jira's webhooks in, signals on the bus out."""

from aiohttp import web

from libs import bus
from libs.connections.secrets import Secrets
from libs.postgres.pool import open_pool
from libs.runtime import Service, run
from services.ingress.settings import Settings
from services.ingress.store import Addresses
from services.ingress.web import Ingress, application


async def main(settings: Settings, service: Service) -> None:
    """Take webhooks until told to stop; those under way are finished."""
    async with (
        open_pool(settings.database_url.get_secret_value(), application_name="ingress") as pool,
        bus.connect(settings.amqp_url.get_secret_value(), source="ingress") as ingress_bus,
    ):
        addresses = Addresses(pool, Secrets(settings.keys))
        ingress = Ingress(
            ingress_bus,
            addresses,
            most_in_hand=settings.most_in_hand,
            most_bytes=settings.most_bytes_in_hand,
        )
        service.serves(ingress_bus)
        service.ready_when("addresses", addresses.ready)
        runner = web.AppRunner(application(ingress), access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
            await service.stopping.wait()
        finally:
            await runner.cleanup()


if __name__ == "__main__":
    run(main, Settings)
