"""mapper: how a run goes on when nothing of it is outstanding: look for the absent, settle, end.

Gather → decide (`absence`) → apply, within the transaction that did the run's last thing.
"""

from dataclasses import dataclass
from uuid import UUID

from services.mapper.absence import Findings
from services.mapper.runs import End
from services.mapper.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Advanced:
    """What is to be read next, `(id, why)`, or how the run ended; often neither."""

    wanted: tuple[tuple[int, str], ...] = ()
    end: End | None = None


async def advance(transaction: Transaction, run: UUID, *, again: bool) -> Advanced:
    """Take the run on if it can be.

    `again`: the message in hand was handled before, and may have died between the commit and the
    publishing: what the run waits for is asked for once more.
    """
    phase = await transaction.runs.ready(run)
    head = await transaction.runs.head(run)
    if head is None or phase is None:
        if again and head is not None and head.phase == "verifying":
            return Advanced(wanted=tuple(await transaction.absences.outstanding(run)))
        return Advanced()
    if phase == "fetching" and not head.named:
        await transaction.absences.want(run, head.connection_id)
        await transaction.runs.verify(run)
        outstanding = await transaction.absences.outstanding(run)
        if outstanding:
            return Advanced(wanted=tuple(outstanding))
    findings = Findings()
    if not head.named:
        findings = await transaction.absences.findings(
            run, head.connection_id, head.authenticated_as
        )
    settled = await transaction.absences.settle(run, head.connection_id, findings)
    settings = await transaction.settings(head.connection_id)
    await transaction.following.settled(head.connection_id, settled.ids, sorted(findings.states))
    if not head.named:
        await transaction.following.link_parents(head.connection_id, settings.mode)
        await transaction.runs.note_labels(head.connection_id)
    end = await transaction.runs.end(run, head.connection_id, settled, findings.doubt)
    return Advanced(end=end)
