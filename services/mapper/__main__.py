"""mapper: fetched issues in, rows in PostgreSQL out."""

import asyncio
from functools import partial

from libs import bus
from libs.contracts import topology
from libs.postgres.pool import open_pool, ping
from libs.runtime import Service, clock, run
from services.mapper.catalogued import MapCatalogue
from services.mapper.derive import Derive
from services.mapper.handler import MapIssues
from services.mapper.listed import DecideAbsence, MapListed
from services.mapper.reckoner import Reckoner
from services.mapper.settings import Settings
from services.mapper.store import Store
from services.mapper.verdict import verdict


async def main(settings: Settings, service: Service) -> None:
    """Read the mapper's queues until told to stop."""
    async with (
        open_pool(settings.database_url.get_secret_value(), application_name="mapper") as pool,
        bus.connect(settings.amqp_url.get_secret_value(), source="mapper") as mapper_bus,
    ):
        store = Store(pool)
        live = MapIssues(store, clock.now, "live")
        bulk = MapIssues(store, clock.now, "bulk")
        service.serves(mapper_bus)
        service.ready_when("database", partial(ping, pool))
        async with asyncio.TaskGroup() as tasks:
            size, many = settings.batch_size, settings.bulk_concurrency
            for consumer in (
                mapper_bus.consume_batch(topology.MAPPER_LIVE, live, verdict, size=size),
                mapper_bus.consume_batch(
                    topology.MAPPER_BULK, bulk, verdict, size=size, concurrency=many
                ),
                mapper_bus.consume(topology.MAPPER_LISTED, MapListed(store), verdict),
                mapper_bus.consume(topology.MAPPER_CATALOGUE, MapCatalogue(store), verdict),
                mapper_bus.consume(topology.MAPPER_MAPPING, Derive(store), verdict),
                mapper_bus.consume(topology.MAPPER_ABSENCE, DecideAbsence(store), verdict),
            ):
                tasks.create_task(consumer)
            reckoner = Reckoner(store, clock.now, settings.accrue_every, settings.people_at_once)
            tasks.create_task(reckoner.run(service.stopping))


if __name__ == "__main__":
    run(main, Settings)
