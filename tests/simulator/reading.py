"""How Jira's pages read requests and write answers."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic_core import from_json, to_json


class UnusableBodyError(ValueError):
    """The body is no JSON object."""


def window(request: web.Request, usual: int, most: int) -> tuple[int, int]:
    """Give `startAt` and `maxResults`, within what is allowed."""
    start = max(0, number(request.query.get("startAt"), 0))
    return start, max(1, min(number(request.query.get("maxResults"), usual), most))


def number(told: Any, usual: int) -> int:
    """Give a whole number, or the usual one."""
    try:
        return int(told)
    except (TypeError, ValueError):
        return usual


async def body(request: web.Request) -> dict[str, Any]:
    """Give the JSON object of a request."""
    try:
        told = from_json(await request.read())
    except ValueError as error:
        raise UnusableBodyError("The request body is not JSON.") from error
    if not isinstance(told, dict):
        raise UnusableBodyError("The request body is not a JSON object.")
    return told


def texts(told: Mapping[str, Any], name: str) -> list[str]:
    """Give a list of texts; numbers among them are taken as such."""
    given = told.get(name) or ()
    if isinstance(given, str):
        return [part.strip() for part in given.split(",") if part.strip()]
    if not isinstance(given, list | tuple):
        raise UnusableBodyError(f"'{name}' is not a list.")
    return [str(part) for part in given]


def answer(told: Any) -> web.Response:
    """Give JSON."""
    return web.Response(body=to_json(told), content_type="application/json", charset="utf-8")
