"""mapper ↔ PostgreSQL: what a person's months cost, kept level with their weeks."""

from datetime import date, timedelta

import asyncpg

from libs.postgres import statements
from services.mapper import save
from services.mapper.costing import Costed, Payment, Rate
from services.mapper.effort.capacity import month_of
from services.mapper.effort.cost import Books, Figure, Minutes, Spent

SQL = statements.load("services.mapper")


class CostRows:
    """The rows of costs, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection

    async def gather(self, employee_id: int, since: date) -> Payment:
        """Give what costs follow from, since the month of a Monday whose week may have changed."""
        paid = await self._sql.fetchrow(SQL["read_payment"], employee_id)
        first: date | None = paid["first"] if paid is not None else None
        since = month_of(max(since, first or since))
        monday = since - timedelta(days=since.weekday()) if since > date.min else since
        told = await self._sql.fetch(SQL["read_figures"], employee_id, monday)
        minutes = await self._sql.fetch(SQL["read_minutes"], employee_id, monday)
        projects = {row["project"] for row in (*told, *minutes)} - {None}
        centres = await self._sql.fetch(SQL["read_centres"], sorted(projects))
        rates = await self._sql.fetch(SQL["read_rates"], employee_id)
        return Payment(
            rates=[Rate(**row) for row in rates],
            first=first,
            since=since,
            spent=Spent([Figure(**row) for row in told], [Minutes(**row) for row in minutes]),
            books=Books(
                own=paid["cost_centre_id"] if paid is not None else None,
                of_project={row["id"]: row["centre"] for row in centres},
                capex=frozenset(row["centre"] for row in centres if row["capex"]),
            ),
        )

    async def write(self, employee_id: int, payment: Payment, found: Costed) -> None:
        """Write what months cost, and the working days behind it."""
        firsts = [month.first for month in found.months]
        rates = [found.rates[month] for month in firsts]
        first = month_of(payment.first) if payment.first else date.max
        await self._sql.execute(SQL["drop_capacity"], employee_id, payment.since, first, firsts)
        await self._sql.execute(
            SQL["upsert_capacity"],
            employee_id,
            [rate.annual_cost if rate is not None else None for rate in rates],
            [rate.currency if rate is not None else None for rate in rates],
            firsts,
            [month.days for month in found.months],
            [len(month.dates) for month in found.months],
            *save.columns(found.months, "year_days", "available"),
        )
        keys = [cost.key for cost in found.costs]
        by_cost = [found.rates[cost.month] for cost in found.costs]
        columns = [
            [cost.month for cost in found.costs],
            *save.columns(keys, "kind", "project", "centre", "capex"),
        ]
        await self._sql.execute(SQL["drop_costs"], employee_id, payment.since, first, *columns)
        await self._sql.execute(
            SQL["upsert_costs"],
            employee_id,
            [rate.currency if rate is not None else None for rate in by_cost],
            *columns,
            *save.columns(found.costs, "thousandths", "days", "cents"),
        )
