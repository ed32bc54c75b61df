"""robots.txt: asked once a day for each origin, kept in the state, obeyed as RFC 9309 says.

No such file (4xx) allows everything; a server in trouble (5xx, 429, no connection) forbids everything until it can be read.
"""

from __future__ import annotations

import asyncio
import datetime
from typing import Protocol as Interface

import httpx2
from protego import Protego

from mahdar.ingest.collect.fetch import AGENT, Fetcher
from mahdar.ingest.collect.shapes import CollectError, Reason, now, stamp

FRESH = 24 * 3600.0  # seconds a robots.txt counts
AGAIN = 600.0  # seconds until one that could not be read is asked for again
LARGEST = 512 * 1024
_NOT_THERE = frozenset({Reason.gone, Reason.loop, Reason.redirects, Reason.form, Reason.refused, Reason.address, Reason.large})
# Answers that say: not for you now, rather than: there is none.
_CLOSED = frozenset({429})
_EMPTY = ""


class Keeper(Interface):
    """Where robots.txt files are kept between runs: origin → (time, text or None where it could not be read, why)."""

    def robots(self, origin: str) -> tuple[str, str | None, str] | None: ...

    def keep_robots(self, origin: str, at: str, text: str | None, why: str) -> None: ...


class Robots:
    """Answers whether an address may be fetched, and tells the host's wait to the manners."""

    def __init__(self, fetcher: Fetcher, keeper: Keeper) -> None:
        self._fetcher = fetcher
        self._keeper = keeper
        self._parsed: dict[str, Protego | None] = {}
        self._why: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: httpx2.URL) -> None:
        """Raises `CollectError` where robots.txt forbids the address or could not be read."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._parsed:
                await self._load(origin, url.host)
        rules = self._parsed[origin]
        if rules is None:
            raise CollectError(Reason.robots_unknown, self._why.get(origin, ""))
        if not rules.can_fetch(str(url), AGENT):
            raise CollectError(Reason.robots, url.path[:120])

    async def _load(self, origin: str, host: str) -> None:
        kept = self._keeper.robots(origin)
        if kept is not None and _age(kept[0]) < (FRESH if kept[1] is not None else AGAIN):
            _, text, why = kept
        else:
            text, why = await self._ask(origin)
            self._keeper.keep_robots(origin, now(), text, why)
        rules = Protego.parse(text) if text is not None else None
        self._parsed[origin], self._why[origin] = rules, why
        if rules is not None:
            delay = rules.crawl_delay(AGENT)
            if delay:
                self._fetcher.manners.at_least(host, float(delay))
            rate = rules.request_rate(AGENT)
            if rate is not None and rate.requests > 0:
                self._fetcher.manners.at_least(host, rate.seconds / rate.requests)

    async def _ask(self, origin: str) -> tuple[str | None, str]:
        try:
            answer = await self._fetcher.get(origin + "/robots.txt")
        except CollectError as error:
            client_error = error.status is not None and 400 <= error.status < 500 and error.status not in _CLOSED
            if error.reason in _NOT_THERE or client_error:
                return _EMPTY, error.detail
            return None, str(error)
        kind = (answer.header("content-type") or "").lower()
        if "html" in kind and answer.body.lstrip()[:1] == b"<":
            return _EMPTY, "a page, not a robots.txt"
        return answer.body[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff"), ""


def _age(at: str) -> float:
    """Seconds since a kept time; times that cannot be read are old."""
    try:
        then = datetime.datetime.fromisoformat(at)
        return (datetime.datetime.fromisoformat(stamp(datetime.datetime.now(datetime.UTC))) - then).total_seconds()
    except ValueError:
        return FRESH
