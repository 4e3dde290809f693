"""admin → console: whether a field can have the meaning that it is to be given; pure."""

from collections.abc import Iterator, Sequence

from services.console.errors import BadInputError
from services.console.fields import Contents

BEHAVIOURS = ("capex", "project_name")
NO_ANSWER = ("date", "datetime", "user", "group", "version")
"""What neither means yes nor no."""


def check_wish(
    behaviour: str, field_id: str, options: Sequence[str], cost_centre: str | None
) -> None:
    """Raise BadInputError when what was typed cannot be meant, whatever the field is."""
    if behaviour not in BEHAVIOURS:
        raise BadInputError(f"{behaviour!r} is no behaviour: {' or '.join(BEHAVIOURS)}.")
    if not field_id.startswith("customfield_"):
        raise BadInputError(
            f"{field_id!r} is no custom field, and only those can have a meaning: their ids look "
            "like customfield_10050; `fields` lists them."
        )
    if behaviour != "capex" and (options or cost_centre):
        raise BadInputError("--yes and --cost-centre belong to capex.")


def doubts(found: Contents, behaviour: str, options: Sequence[str]) -> Iterator[str]:
    """Say what an admin should know before figures follow from it; nothing where all fits."""
    if found.field.missing_since is not None:
        yield "Jira does not list the field any more"
    if behaviour == "capex":
        yield from _of_truth(found, options)
    elif found.field.type == "array":
        yield "it holds several values: the first of them is taken for the project's name"


def _of_truth(found: Contents, options: Sequence[str]) -> Iterator[str]:
    kind = found.field.items or found.field.type
    if kind in NO_ANSWER:
        yield f"it holds a {kind}, which says neither yes nor no: nothing is capitalised by it"
    elif kind is not None and not kind.startswith("option"):
        if options:
            words = " or ".join(map(repr, options))
            yield f"it has no options ({kind}): only what says exactly {words} means yes"
    elif found.asked:
        seen = {option.id for option in found.options}
        for option in options:
            if option not in seen:
                yield f"no issue carries an option {option!r}; `fields` shows which are carried"
