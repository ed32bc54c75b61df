"""One address in, one answer out: redirects followed with a bound, sizes and times limited, every failure with its reason."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable

import httpcore2
import httpx2
import msgspec

from mahdar import __version__
from mahdar.ingest.collect.manners import Manners, retry_after
from mahdar.ingest.collect.packing import ACCEPTED, Unpacker
from mahdar.ingest.collect.safety import CheckedBackend, Resolver, parse, system_resolver
from mahdar.ingest.collect.shapes import Answer, CollectError, Reason, Validators, now

AGENT = "mahdar"  # the name that robots.txt may address
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
# Bodies that hold no report: asked for by mistake, refused before they are read.
_OTHER = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript")

Allowed = Callable[[httpx2.URL], Awaitable[None]]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one fetch: bytes as sent and unpacked, seconds in all, to connect and between two pieces, redirects."""

    sent: int = 16 * 1024 * 1024
    unpacked: int = 32 * 1024 * 1024
    seconds: float = 60.0
    connect: float = 10.0
    read: float = 20.0
    redirects: int = 5


def agent_line(contact: str | None) -> str:
    """The user agent as servers see it: the program, its version and how to reach who runs it, where they say it."""
    who = "".join(c for c in contact or "" if c.isprintable() and c.isascii()).strip()
    return f"{AGENT}/{__version__}" + (f" (+{who})" if who else " (news collector)")


class Fetcher:
    """Fetches addresses over kept connections. Use as an async context manager."""

    def __init__(
        self,
        manners: Manners,
        *,
        limits: Limits | None = None,
        contact: str | None = None,
        private: bool = False,
        resolver: Resolver = system_resolver,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.manners = manners
        self.limits = limits or Limits()
        self._agent = agent_line(contact)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=64,
            keepalive_expiry=15.0,
            network_backend=CheckedBackend(private=private, resolver=resolver, resolve_seconds=self.limits.connect),
        )

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.aclose()

    async def get(self, address: str, *, validators: Validators | None = None, allowed: Allowed | None = None) -> Answer:
        """The answer of an address: 200, or 304 where `validators` were given. Raises `CollectError` for everything else."""
        url = parse(address)
        asked = str(url)
        seen = {asked}
        fixed = True
        begun = time.monotonic()
        for hop in range(self.limits.redirects + 1):
            if allowed is not None:
                await allowed(url)
            status, headers, body = await self._once(url, validators if hop == 0 else None)
            if status not in _REDIRECTS:
                return self._answer(asked, str(url), status, headers, body, time.monotonic() - begun, fixed and hop > 0)
            fixed = fixed and status in _PERMANENT
            place = next((value for key, value in headers if key.lower() == "location"), "")
            if not place:
                raise CollectError(Reason.garbage, f"{status} without a place to go to", status=status)
            try:
                url = parse(str(url.join(place)))
            except httpx2.InvalidURL as error:
                raise CollectError(Reason.address, f"redirected to {place[:120]!r}") from error
            if str(url) in seen:
                raise CollectError(Reason.loop, str(url)[:200])
            seen.add(str(url))
        raise CollectError(Reason.redirects, f"more than {self.limits.redirects}")

    def _answer(
        self, asked: str, final: str, status: int, headers: list[tuple[str, str]], body: bytes, seconds: float, fixed: bool
    ) -> Answer:
        if status in _BUSY:
            wait = retry_after(next((v for k, v in headers if k.lower() == "retry-after"), None))
            raise CollectError(Reason.busy, str(status), retry_after=wait, status=status)
        if status in _GONE:
            raise CollectError(Reason.gone, str(status), status=status)
        if status not in (200, 203, 304):
            raise CollectError(Reason.status, str(status), status=status)
        return Answer(
            address=asked,
            final=final,
            status=status,
            headers=headers,
            body=body,
            at=now(),
            seconds=seconds,
            fixed=fixed,
            unchanged=status == 304,
        )

    async def _once(self, url: httpx2.URL, validators: Validators | None) -> tuple[int, list[tuple[str, str]], bytes]:
        """One request in its host's slot: status, headers, unpacked body (empty unless 200)."""
        limits = self.limits
        async with self.manners.slot(url.host):
            try:
                async with asyncio.timeout(limits.seconds):
                    return await self._request(url, validators)
            except TimeoutError as error:
                raise CollectError(Reason.slow, f"not done after {limits.seconds:.0f} s") from error
            except (httpcore2.ConnectTimeout, httpcore2.PoolTimeout) as error:
                raise CollectError(Reason.connect, f"no connection after {limits.connect:.0f} s") from error
            except httpcore2.TimeoutException as error:
                raise CollectError(Reason.slow, f"silent for {limits.read:.0f} s") from error
            except (httpcore2.RemoteProtocolError, httpcore2.LocalProtocolError) as error:
                text = str(error)
                cut = "peer closed" in text or "incomplete" in text or "without sending" in text
                raise CollectError(Reason.cut if cut else Reason.garbage, text[:160]) from error
            except (httpcore2.NetworkError, httpcore2.UnsupportedProtocol, ssl.SSLError, OSError) as error:
                broken = isinstance(error, httpcore2.ReadError)
                raise CollectError(Reason.cut if broken else Reason.connect, str(error)[:160]) from error

    async def _request(self, url: httpx2.URL, validators: Validators | None) -> tuple[int, list[tuple[str, str]], bytes]:
        limits = self.limits
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        times = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
        async with self._pool.stream("GET", target, headers=self._headers(url, validators), extensions={"timeout": times}) as response:
            headers = [(_text(key), _text(value)) for key, value in response.headers]
            if response.status not in (200, 203):
                # The connection is given up rather than a body read that nobody wants.
                return response.status, headers, b""
            values = {key.lower(): value for key, value in headers}
            kind = values.get("content-type", "").lower()
            if kind.startswith(_OTHER):
                raise CollectError(Reason.form, f"content type {kind[:60]}")
            length = values.get("content-length", "")
            if length.isdigit() and int(length[:18]) > limits.sent:
                raise CollectError(Reason.large, f"{int(length[:18]) // 1024} kB")
            unpacker = Unpacker(values.get("content-encoding", "").strip().lower(), limits.unpacked)
            parts: list[bytes] = []
            sent = 0
            async for chunk in response.aiter_stream():
                sent += len(chunk)
                if sent > limits.sent:
                    raise CollectError(Reason.large, f"more than {limits.sent // 1024} kB")
                parts.append(unpacker.feed(chunk))
            unpacker.finish()
            return response.status, headers, b"".join(parts)

    def _headers(self, url: httpx2.URL, validators: Validators | None) -> list[tuple[bytes, bytes]]:
        host = url.netloc
        out = [
            (b"Host", host),
            (b"User-Agent", self._agent.encode("ascii")),
            (b"Accept", _ACCEPT.encode("ascii")),
            (b"Accept-Encoding", ACCEPTED.encode("ascii")),
        ]
        if validators is not None and validators.etag:
            out.append((b"If-None-Match", validators.etag.encode("latin-1", "ignore")))
        if validators is not None and validators.modified:
            out.append((b"If-Modified-Since", validators.modified.encode("latin-1", "ignore")))
        return out


def _text(raw: bytes) -> str:
    """A header as text: UTF-8 where it is, as many servers of the region send, Latin-1 else."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
