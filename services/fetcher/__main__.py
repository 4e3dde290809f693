"""fetcher: signals and wishes in, what Jira says out."""

import asyncio
from contextlib import aclosing
from functools import partial

from libs import bus
from libs.connections.secrets import Secrets
from libs.contracts import topology
from libs.postgres.pool import open_pool, ping
from libs.runtime import Service, run
from services.fetcher.handler import HydrateChanged, HydrateWanted, RefreshCatalogue, TakeCensus
from services.fetcher.sessions import Sessions
from services.fetcher.settings import Settings
from services.fetcher.store import Store
from services.fetcher.verdict import verdict


async def main(settings: Settings, service: Service) -> None:
    """Read the fetcher's queues until told to stop."""
    async with (
        open_pool(settings.database_url.get_secret_value(), application_name="fetcher") as pool,
        bus.connect(settings.amqp_url.get_secret_value(), source="fetcher") as fetcher_bus,
    ):
        store = Store(pool, Secrets(settings.keys))
        async with (
            aclosing(Sessions(store, allow_private=settings.allow_private_jira)) as sessions,
            asyncio.TaskGroup() as tasks,
        ):
            changed, wanted = HydrateChanged(sessions), HydrateWanted(sessions)
            census = TakeCensus(sessions, store, settings.overlap)
            catalogue = RefreshCatalogue(sessions)
            service.serves(fetcher_bus)
            service.ready_when("database", partial(ping, pool))
            for consumer in (
                fetcher_bus.consume_batch(
                    topology.FETCHER_LIVE, changed, verdict, size=settings.live_batch, concurrency=4
                ),
                fetcher_bus.consume_batch(
                    topology.FETCHER_BULK, wanted, verdict, size=settings.bulk_batch, concurrency=2
                ),
                fetcher_bus.consume(topology.FETCHER_SYNC, census, verdict, concurrency=4),
                fetcher_bus.consume_batch(
                    topology.FETCHER_CATALOGUE, catalogue, verdict, size=100, concurrency=4
                ),
            ):
                tasks.create_task(consumer)


if __name__ == "__main__":
    run(main, Settings)
