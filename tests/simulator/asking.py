"""Asking the stand-in, as its own tests do."""

from typing import Any

import aiohttp

API = "/rest/api/3"


def login(email: str, token: str) -> dict[str, str]:
    """Give the header of a log-in."""
    return {"Authorization": aiohttp.encode_basic_auth(email, token)}


async def post(http: aiohttp.ClientSession, path: str, **body: Any) -> tuple[int, Any]:
    """Give status and JSON."""
    async with http.post(f"{API}/{path}", json=body) as answer:
        return answer.status, await answer.json()


async def get(http: aiohttp.ClientSession, path: str) -> tuple[int, Any]:
    """Give status and JSON."""
    async with http.get(f"{API}/{path}") as answer:
        return answer.status, await answer.json()


async def pages(http: aiohttp.ClientSession, **body: Any) -> list[Any]:
    """Give all pages of a search."""
    found = []
    while True:
        _, page = await post(http, "search/jql", **body)
        found.append(page)
        if "nextPageToken" not in page:
            return found
        body["nextPageToken"] = page["nextPageToken"]


async def found_by(http: aiohttp.ClientSession, jql: str) -> list[int]:
    """Give the ids that a query finds, in its order."""
    told = await pages(http, jql=jql, maxResults=5000)
    return [int(issue["id"]) for page in told for issue in page["issues"]]
