"""console, operations → mapper: a person says what became of issues that a run doubts.

A project that lost more issues than is usual is not believed to have deleted them: its run stops at
`needs_confirmation` until this message.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from libs.contracts.message import Message


class AbsenceDecided(Message):
    """The decision about all issues that one run doubts."""

    topic: ClassVar[str] = "absence.decided"

    run: UUID
    deleted: bool
    """True: they are deleted. False: the account lost access to them; they stay in the lists."""
    by: Annotated[str, StringConstraints(max_length=200)] = "operator"
