"""mapper: what the value of a mapped custom field means, whatever kind of field it is; pure.

Shapes are Jira's (REST v3): checkboxes and multi-selects are lists of options, selects and radio
buttons one option, cascading selects an option with a child; an app's field may hold "true" or
"0.0". There is no boolean custom field. Options are told apart by id: labels can be edited.
"""

from collections.abc import Collection
from typing import Any

YES = frozenset({"true", "yes", "y", "1", "on", "capitalised", "capitalized", "capex"})
NO = frozenset({"false", "no", "n", "0", "off", "none", "opex"})


def truth(value: Any, chosen: Collection[str]) -> bool | None:
    """Say whether a value means yes; None where it says nothing, so that a parent may.

    `chosen` are the ids of the options that mean yes. With none chosen a ticked checkbox means yes
    unless its label means no, and so does a text or number.
    """
    match value:
        case bool() | int() | float():
            return bool(value)
        case str():
            return _text(value, chosen)
        case list():
            told = [truth(entry, chosen) for entry in value]
            return True if True in told else next((t for t in told if t is not None), None)
        case dict():
            return _option(value, chosen)
        case _:
            return None


def name(value: Any) -> str | None:
    """Give the name that a text, option, label, user or cascading value says; None for none.

    Of a cascading option the child counts, of a list the first entry.
    """
    match value:
        case str():
            return value.strip() or None
        case list():
            return next((found for entry in value if (found := name(entry))), None)
        case dict():
            told = (value.get("child"), value.get("value"), value.get("name"))
            return next((f for t in (*told, value.get("displayName")) if (f := name(t))), None)
        case _:
            return None


def _text(value: str, chosen: Collection[str]) -> bool | None:
    text = value.strip().casefold()
    if not text:
        return None
    if chosen:
        return text in {word.casefold() for word in chosen}
    if text in YES or text in NO:
        return text in YES
    try:
        return float(text) != 0
    except ValueError:
        return None


def _option(value: dict[str, Any], chosen: Collection[str]) -> bool | None:
    number = str(value.get("id", ""))
    child = value.get("child")
    if chosen:
        return number in chosen or (isinstance(child, dict) and str(child.get("id")) in chosen)
    if isinstance(child, dict):
        return truth(child, chosen)
    said = _text(str(value.get("value") or value.get("name") or ""), ())
    return said if said is not None else True
