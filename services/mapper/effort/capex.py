"""mapper: what tasks say about capitalisation themselves → whether each counts as CapEx; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.mapper.effort.task import TaskId


@dataclass(frozen=True, slots=True)
class Classification:
    """CapEx or OpEx, and which task said so."""

    capex: bool
    said_by: TaskId | None
    """The task itself or the ancestor whose value counts; None where none says anything: OpEx."""


def classify(
    task: TaskId, own: Mapping[TaskId, bool | None], parents: Mapping[TaskId, TaskId | None]
) -> Classification:
    """Give a task's own value, else its parent's and so on, else OpEx.

    An epic's parent is not asked: leave it out of `parents`. Parents in a circle, which Jira does
    not make but two reads at different times may show, are each asked once.
    """
    asked: set[TaskId] = set()
    place: TaskId | None = task
    while place is not None and place not in asked:
        value = own.get(place)
        if value is not None:
            return Classification(value, place)
        asked.add(place)
        place = parents.get(place)
    return Classification(capex=False, said_by=None)
