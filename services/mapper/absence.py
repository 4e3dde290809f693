"""mapper: what a census did not find: deleted, out of sight, or too much to believe; pure.

Absence is not deletion: an expired token, a permission taken away and a deletion look the same to
a reader. Issues are called deleted where two signs agree (the census does not list them, a read by
id gives nothing, both as the same account) and the project's loss is not out of the ordinary.
The threshold follows the design that lost nobody's data (constructorfabric/insight,
DELETION-AND-VISIBILITY.md: half a project vanishing is not deletion), only stricter.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

USUAL_LOSS: int = 20
"""Issues that a project may lose between two censuses without anybody being asked."""
USUAL_SHARE: float = 0.2
"""The same as a share of the project's issues; the greater of the two counts."""

ALL_OF: int = 3
"""A project of more issues than that does not lose all of them unnoticed."""

ProjectState = Literal["live", "archived", "deleted", "access_lost"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored project in view of one census."""

    project_id: int
    state: ProjectState
    present: int
    """Its issues that are present as far as the mirror knows."""
    listed: bool
    """Whether the census listed its issues."""
    gone: int
    """Its issues that neither the census nor a read by id found."""
    found: int
    """Its issues that the census did not list and a read by id found."""
    newer: bool = False
    """Whether it was told after the census began: on no roster, it may be on the next."""


@dataclass(frozen=True, slots=True)
class Rosters:
    """The projects Jira told, by state; `told` only where the census was of everything."""

    told: bool = False
    live: frozenset[int] = frozenset()
    archived: frozenset[int] = frozenset()
    deleted: frozenset[int] = frozenset()

    def state_of(self, project_id: int) -> ProjectState | None:
        """Give the state of a project that is on a roster, else None."""
        if project_id in self.live:
            return "live"
        if project_id in self.archived:
            return "archived"
        return "deleted" if project_id in self.deleted else None


@dataclass(slots=True)
class Findings:
    """What follows: project by project."""

    delete: list[int] = field(default_factory=list)
    """Projects whose doubly absent issues are deleted."""
    doubt: dict[int, int] = field(default_factory=dict)
    """Projects that lost too many, and how many: a person decides."""
    states: dict[int, ProjectState] = field(default_factory=dict)
    """Projects whose state changes, and with it that of all their issues."""


def usual(present: int) -> int:
    """Give how many issues a project of that size may lose without anybody being asked."""
    return max(USUAL_LOSS, int(present * USUAL_SHARE))


def find(stored: Sequence[Stored], rosters: Rosters, *, same_account: bool = True) -> Findings:
    """Say what a census and the reads after it mean for each stored project.

    `same_account`: whether the last good census was taken as the same account. Another one may see
    less, and what it does not see is for a person to judge.
    """
    findings = Findings()
    lost: dict[int, int] = {}
    for project in stored:
        now = rosters.state_of(project.project_id) if rosters.told else None
        if now is None and rosters.told and not project.newer and out_of_sight(project):
            # Whether it was deleted for good cannot be told apart from a permission taken away.
            now = "access_lost"
        if now is not None and now != project.state:
            findings.states[project.project_id] = now
        if project.listed and project.gone:
            lost[project.project_id] = project.gone
            if not same_account or unusual(project):
                findings.doubt[project.project_id] = project.gone
    if sum(lost.values()) > usual(sum(p.present for p in stored if p.listed)):
        findings.doubt = lost
    findings.delete = [number for number in lost if number not in findings.doubt]
    return findings


def out_of_sight(project: Stored) -> bool:
    """Say whether none of its issues can be read: all of a sample are gone, or it has none."""
    return project.found == 0 and (project.gone > 0 or project.present == 0)


def unusual(project: Stored) -> bool:
    """Say whether a project lost more than projects usually do."""
    whole = project.gone == project.present > ALL_OF
    return whole or project.gone > usual(project.present)


def rosters(parts: Collection[tuple[str, Collection[int]]]) -> Rosters:
    """Give the rosters of `(state, project ids)`; none at all says nothing about any project."""
    by_state = {state: frozenset(ids) for state, ids in parts}
    return Rosters(told=bool(by_state), **by_state)
