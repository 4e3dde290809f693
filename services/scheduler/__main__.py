"""scheduler: the clock in, one wish for a sync a connection and day out."""

from functools import partial

from libs import bus
from libs.postgres.pool import open_pool, ping
from libs.runtime import Service, clock, run
from services.scheduler.settings import Settings
from services.scheduler.store import Store
from services.scheduler.ticker import Ticker


async def main(settings: Settings, service: Service) -> None:
    """Look what is due until told to stop."""
    async with (
        open_pool(settings.database_url.get_secret_value(), application_name="scheduler") as pool,
        bus.connect(settings.amqp_url.get_secret_value(), source="scheduler") as scheduler_bus,
    ):
        service.serves(scheduler_bus)
        service.ready_when("database", partial(ping, pool))
        ticker = Ticker(Store(pool), scheduler_bus, clock.now)
        await ticker.run(settings.look_every, service.stopping)


if __name__ == "__main__":
    run(main, Settings)
