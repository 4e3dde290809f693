"""a program → console: `/api/v1` over HTTP: bearer token, bounds, problems as RFC 9457 says."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from services.console.actions import Actions
from services.console.api.employees import BadBodyError, Problem, read_employees
from services.console.employee import quoted
from services.console.errors import BadInputError, UnreachableError

EMPLOYEES = "/api/v1/employees"
LARGEST_BODY: int = 10_000_000
BODY_SECONDS: float = 30
COME_AGAIN: int = 30
"""Seconds, as `Retry-After`."""
LARGEST_ID: int = 2**63 - 1
MOST_A_PAGE: int = 1000
USUAL_PAGE: int = 100

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()


class ProblemError(Exception):
    """What cannot be done, as an answer."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        told = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
        self.answer = web.Response(
            text=json.dumps(told | more),
            status=status,
            headers=headers,
            content_type="application/problem+json",
        )


class Api:
    """The API's pages; `token` opens them, an empty one opens none."""

    def __init__(self, actions: Actions, token: str) -> None:
        self._actions = actions
        self._token = token

    def application(self, *pages: web.RouteDef) -> web.Application:
        """Give the web application: the API, and pages that anybody may see."""
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._guard])
        app.add_routes([*pages, web.get(EMPLOYEES, self.listed), web.put(EMPLOYEES, self.put)])
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who has the token, and answer whatever cannot be done."""
        if not request.path.startswith("/api/"):
            return await handler(request)
        try:
            self._check(request.headers.get("Authorization", ""))
            return await handler(request)
        except ProblemError as error:
            return error.answer
        except BadInputError as error:
            return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)).answer
        except UnreachableError as error:
            return ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": str(COME_AGAIN)}
            ).answer
        except web.HTTPClientError as error:
            kept = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
            return ProblemError(HTTPStatus(error.status), f"{error.reason}.", kept).answer

    def _check(self, shown: str) -> None:
        if not self._token:
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "The API is closed: set API_TOKEN (or API_TOKEN_FILE) of the console to open it.",
            )
        scheme, _, token = shown.partition(" ")
        told = token.strip().encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(told, self._token.encode()) or scheme.lower() != "bearer":
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "Show the API token: Authorization: Bearer <token>.",
                {"WWW-Authenticate": 'Bearer realm="flowstate"'},
            )

    async def listed(self, request: web.Request) -> web.Response:
        """Give a page of employees, and where the next one is."""
        _check_query(request, ("after", "limit"))
        limit = _number(request, "limit", USUAL_PAGE, 1, MOST_A_PAGE)
        found = await self._actions.people.employees(
            _number(request, "after", 0, 0, LARGEST_ID), limit
        )
        more = f"{EMPLOYEES}?after={found[-1].id}&limit={limit}" if len(found) == limit else None
        return _json({"employees": [asdict(employee) for employee in found], "next": more})

    async def put(self, request: web.Request) -> web.Response:
        """Add employees or change them, all or none; who is not told of stays as they are."""
        _check_query(request, ())
        body = await _body(request)
        try:
            wanted = await asyncio.to_thread(read_employees, body)
        except BadBodyError as error:
            raise ProblemError(HTTPStatus.BAD_REQUEST, f"{error}.") from error
        if wanted.problems:
            raise _unprocessable(wanted.problems)
        done = await self._actions.people.import_employees(wanted.employees, dry_run=wanted.dry_run)
        if not wanted.dry_run:
            # Told even when nothing changed: the word about an earlier change may have been lost.
            await self._actions.people_changed()
            log.info("employees.imported", **asdict(done))
        return _json(asdict(done) | {"dry_run": wanted.dry_run})


async def _body(request: web.Request) -> bytes:
    """Read the body, within bounds of size and time; of one not read whole the connection ends."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        unread = ProblemError(HTTPStatus.REQUEST_TIMEOUT, "The body did not arrive in time.")
    except web.HTTPRequestEntityTooLarge:
        unread = ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body is larger than {LARGEST_BODY // 1_000_000} MB; send the employees in parts.",
        )
    except (ConnectionError, web.RequestPayloadError):
        unread = ProblemError(HTTPStatus.BAD_REQUEST, "The body cannot be read to its end.")
    unread.answer.force_close()
    raise unread


def _unprocessable(problems: Sequence[Problem]) -> ProblemError:
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Nothing was imported: mend what `errors` names.",
        errors=[
            {
                "entry": problem.entry,
                "member": problem.member,
                "pointer": problem.pointer,
                "detail": problem.what,
            }
            for problem in problems
        ],
    )


def _check_query(request: web.Request, known: Sequence[str]) -> None:
    """Raise ProblemError when the query says something that is not known here, or says it twice."""
    for name in request.query:
        if name not in known:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                f"{quoted(name)} is no parameter of this page"
                + (f"; there are {' and '.join(known)}." if known else "."),
            )
        if len(request.query.getall(name)) > 1:
            raise ProblemError(HTTPStatus.BAD_REQUEST, f"{name} is there more than once.")


def _number(request: web.Request, name: str, usual: int, least: int, most: int) -> int:
    """Give a number of the query; raise ProblemError when it is none, or out of bounds."""
    told = request.query.get(name, str(usual))
    digits = told.isascii() and told.isdigit() and len(told) <= len(str(most))
    number = int(told) if digits else -1
    if not least <= number <= most:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"{name} has to be a whole number from {least} to {most}."
        )
    return number


def _json(told: Mapping[str, Any]) -> web.Response:
    return web.json_response(told, dumps=partial(json.dumps, default=str))
