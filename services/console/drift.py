"""console → admin: what became of mapped fields and chosen options since they were chosen; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

REMEDY = "`map-field` again takes note of it"


@dataclass(frozen=True, slots=True)
class MappedField:
    """A field with a meaning: its name when it was mapped, and in Jira now."""

    behaviour: str
    field_id: str
    name_then: str | None
    name_now: str | None
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class ChosenOption:
    """An option that means yes: its label when it was chosen (or first read), and the newest."""

    behaviour: str
    id: str
    label_then: str | None
    label_now: str | None
    issues: int


def said(fields: Sequence[MappedField], options: Sequence[ChosenOption]) -> Iterator[str]:
    """Say in plain sentences what an admin should know; nothing where all is as it was chosen."""
    gone = set()
    for field in fields:
        known = f"{field.behaviour}: the mapped field {field.field_id}{_quoted(field.name_then)}"
        if field.name_now is None or field.missing_since is not None:
            gone.add(field.behaviour)
            since = f" since {field.missing_since:%Y-%m-%d}" if field.missing_since else ""
            yield f"{known} is not in Jira any more{since}; map another, or restore it in Jira."
        elif field.name_then is not None and field.name_now != field.name_then:
            yield f"{known} is now called{_quoted(field.name_now)}; {REMEDY}."
    for option in options:
        known = f"{option.behaviour}: the chosen option {option.id}{_quoted(option.label_then)}"
        then, now = option.label_then, option.label_now
        if not option.issues and option.behaviour not in gone:
            more = " any more" if then is not None else ""
            yield f"{known} is carried by no issue{more}; `fields` shows which options are."
        elif then is not None and now is not None and now != then:
            yield f"{known} is now labelled{_quoted(now)}; {REMEDY}."


def _quoted(name: str | None) -> str:
    return f' "{name}"' if name is not None else ""
