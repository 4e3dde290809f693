"""Which addresses a URL that a person typed may lead to; the rule is pure.

A server fetches what people type: https only, and no private, loopback or link-local address. It is
the resolved address that counts, at the moment of connecting, so a name cannot lead elsewhere
between the check and the request (DNS rebinding).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import AddressFamily
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from typing_extensions import override
from yarl import URL

from libs.jira.errors import ForbiddenAddressError


def check_url(url: str, *, allow_private: bool) -> URL:
    """Give the URL of a site, without path; raise ForbiddenAddressError saying what is wrong."""
    try:
        read = URL(url.strip())
    except ValueError as error:
        raise ForbiddenAddressError("this is not a URL") from error
    if read.scheme != "https" and not (allow_private and read.scheme == "http"):
        raise ForbiddenAddressError("a Jira URL begins with https://")
    if not read.host:
        raise ForbiddenAddressError("the URL names no host")
    if read.user or read.password:
        raise ForbiddenAddressError("a Jira URL holds no user name or password")
    if not allow_private:
        _check_literal(read.host)
    return read.origin()


def more_than_site(url: str) -> bool:
    """Say whether a URL that may be checked names more than a site: of that nothing is used."""
    read = URL(url.strip())
    return read.path not in ("", "/") or bool(read.query_string or read.fragment)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet, also when wrapped in IPv6."""
    ip: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


def _check_literal(host: str) -> None:
    try:
        public = is_public(host)
    except ValueError:
        return
    if not public:
        raise ForbiddenAddressError("the URL leads to a private address")


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses those that lead to a private address."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or ThreadedResolver()

    @override
    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if any(not is_public(result["host"]) for result in found):
            raise ForbiddenAddressError(f"{host} leads to a private address")
        return found

    @override
    async def close(self) -> None:
        await self._resolver.close()


def resolver(*, allow_private: bool) -> Any:
    """Give the resolver for a client: the system's where private addresses are allowed."""
    return ThreadedResolver() if allow_private else PublicResolver()
