"""Addresses that may be fetched: only the web, only public machines, checked where the connection is made.

A name is resolved once, each of its addresses is checked, and the connection goes to the address that was checked: a name that points
elsewhere a moment later (DNS rebinding) gains nothing. As every connection is made here, redirects are covered too.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable

import httpcore2
import httpx2

from mahdar.ingest.collect.shapes import CollectError, Reason

Resolver = Callable[[str, int], Awaitable[list[str]]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
LONGEST = 4096  # code points of an address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SHARED = ipaddress.ip_network("100.64.0.0/10")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not loopback, private, link-local, shared, multicast or reserved.

    Addresses that carry another one inside (mapped, 6to4, Teredo, NAT64) are judged by the inner one as well.
    """
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    elif ip in _SHARED:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


def parse(address: str) -> httpx2.URL:
    """The address of a page, checked: http or https, a host, no user name in it; Arabic names and paths are encoded as the web wants.

    Raises `CollectError`.
    """
    if len(address) > LONGEST:
        raise CollectError(Reason.address, f"longer than {LONGEST} letters")
    try:
        url = httpx2.URL(address.strip())
        host = url.raw_host.decode("ascii")
    except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
        raise CollectError(Reason.address, str(error)[:120]) from error
    if url.scheme not in ("http", "https"):
        raise CollectError(Reason.refused, f"only http and https, not {url.scheme or 'nothing'!r}")
    if not host:
        raise CollectError(Reason.address, "no host in it")
    if url.userinfo:
        raise CollectError(Reason.refused, "a user name in the address")
    return url.copy_with(fragment=None) if url.fragment or "#" in address else url


async def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a host as the machine's resolver gives them, each once."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections to checked addresses only. `private` allows addresses that are not public (a newsroom's own server)."""

    def __init__(self, *, private: bool = False, resolver: Resolver = system_resolver, resolve_seconds: float = 10.0) -> None:
        self._private = private
        self._resolver = resolver
        self._seconds = resolve_seconds
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        last: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout, OSError) as error:
                last = error
        raise last if last is not None else CollectError(Reason.no_host, host)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        raise CollectError(Reason.refused, "a socket file")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        """What a name stands for. One address that is not public refuses the whole name: a mixed answer is a trick, not a web site."""
        literal = host.strip("[]")
        try:
            found = [str(ipaddress.ip_address(literal))]
        except ValueError:
            try:
                async with asyncio.timeout(self._seconds):
                    found = await self._resolver(literal, port)
            except TimeoutError as error:
                raise CollectError(Reason.no_host, f"{literal}: no answer to the question for its address") from error
            except (OSError, UnicodeError) as error:
                raise CollectError(Reason.no_host, f"{literal}: {getattr(error, 'strerror', None) or error}") from error
        if not found:
            raise CollectError(Reason.no_host, literal)
        hidden = [address for address in found if not is_public(address)]
        if hidden and not self._private:
            raise CollectError(Reason.refused, f"{literal} is {hidden[0]}, not a public address")
        return found
