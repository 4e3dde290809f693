"""fetcher: fetched issues → messages that stay below the bus's size; pure."""

from collections.abc import Iterable, Iterator

from pydantic_core import to_json

from libs.contracts.issues_fetched import FetchedIssue, IssuesFetched
from libs.contracts.issues_wanted import MOST_IDS
from libs.contracts.message import LARGEST_BODY

_ROOM: int = LARGEST_BODY - 10_000
"""What is left beside the message's own members and its absent ids."""


def portion(whole: IssuesFetched, issues: Iterable[FetchedIssue]) -> Iterator[IssuesFetched]:
    """Give messages like `whole` of at most `MOST_IDS` issues each, none larger than the bus likes.

    An issue whose history alone is too large comes in several messages; histories only add. What
    `whole` says of absent ids is in the last.
    """
    without = whole.model_copy(update={"absent": (), "deleted": (), "authenticated_as": None})
    held: list[FetchedIssue] = []
    size = 0
    for issue in (part for entire in issues for part in _parts(entire)):
        weight = len(to_json(issue))
        if held and (size + weight > _ROOM or len(held) == MOST_IDS):
            yield without.model_copy(update={"issues": tuple(held)})
            held, size = [], 0
        held.append(issue)
        size += weight
    if held or whole.absent:
        yield whole.model_copy(update={"issues": tuple(held)})


def _parts(whole: FetchedIssue) -> Iterator[FetchedIssue]:
    """Cut an issue whose history is too long into parts that each carry the issue."""
    if len(whole.histories) < MOST_IDS or len(to_json(whole)) <= _ROOM:
        yield whole
        return
    room = max(_ROOM - len(to_json(whole.issue)), _ROOM // 2)
    held: list[dict[str, object]] = []
    size = 0
    for history in whole.histories:
        weight = len(to_json(history))
        if held and size + weight > room:
            yield FetchedIssue(issue=whole.issue, histories=tuple(held))
            held, size = [], 0
        held.append(history)
        size += weight
    yield FetchedIssue(issue=whole.issue, histories=tuple(held))
