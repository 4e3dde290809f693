"""any service → Jira: one thin client: base address, log-in, time limits. It can only read."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from pydantic_core import to_json

from libs.jira import answers
from libs.jira.address import check_url, resolver
from libs.jira.answers import Answer
from libs.jira.errors import ForbiddenAddressError, JiraUnavailableError, UnreadableAnswerError
from libs.jira.reads import ALLOWED, Read
from libs.runtime import clock

TIMEOUT = aiohttp.ClientTimeout(total=90, sock_connect=10, sock_read=60)
LARGEST_ANSWER: int = 256 * 1024 * 1024
"""Bytes. A page of 10,000 history entries is tens of megabytes; more is no answer of Jira's."""
WHY_NOT: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "the name {host} is not known"),
    (aiohttp.ClientConnectorCertificateError, "the certificate of {host} is not to be trusted"),
    (aiohttp.ClientConnectorSSLError, "{host} speaks no https there"),
    (TimeoutError, "it took too long"),
    (aiohttp.ClientConnectorError, "nothing answers at that address"),
    (aiohttp.ClientResponseError, "what came is not HTTP"),
    (aiohttp.ClientError, "the connection broke"),
    (OSError, "the connection broke"),
)
"""What the errors of the HTTP client mean, the narrower ones first."""


class NotARead(Exception):  # noqa: N818 - it says what it is
    """Something was to be sent that is not among the reads."""


class Client:
    """Asks one site as one account. Redirects are not followed: Jira's API has none."""

    def __init__(
        self, base: str, email: str, token: str, *, allow_private: bool, connections: int = 16
    ) -> None:
        self._base = base.rstrip("/")
        origin = check_url(base, allow_private=allow_private)
        connector = aiohttp.TCPConnector(
            limit=connections, resolver=resolver(allow_private=allow_private)
        )
        self._http = aiohttp.ClientSession(
            connector=connector,
            headers={
                "Authorization": aiohttp.encode_basic_auth(email, token, encoding="utf-8"),
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": "flowstate-jira",
            },
            timeout=TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self.host = origin.host or ""

    async def request(
        self,
        read: Read,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Ask; give the answer, or raise what it means (`libs.jira.errors`)."""
        if read not in ALLOWED:
            raise NotARead(read.name)
        try:
            async with self._http.request(
                read.method,
                self._base + read.path,
                params=params,
                data=to_json(json) if json is not None else None,
                headers={"Content-Type": "application/json"} if json is not None else None,
                allow_redirects=False,
            ) as response:
                body = await _body(response)
                answers.check(response.status, response.headers, body)
                return Answer(
                    response.status,
                    response.headers,
                    body,
                    answers.date(response.headers, clock.now()),
                )
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            if isinstance(error.__cause__ or error, ForbiddenAddressError):
                raise ForbiddenAddressError(f"{self.host} leads to a private address") from error
            raise JiraUnavailableError(in_words(error, self.host)) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.close()


def in_words(error: Exception, host: str) -> str:
    """Say in plain words why there was no answer."""
    why = next((words for kind, words in WHY_NOT if isinstance(error, kind)), type(error).__name__)
    return f"no answer: {why.format(host=host)}"


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Read the whole body, but not without end."""
    read = bytearray()
    async for piece in response.content.iter_any():
        read += piece
        if len(read) > LARGEST_ANSWER:
            raise UnreadableAnswerError("Jira's answer does not end")
    return bytes(read)
