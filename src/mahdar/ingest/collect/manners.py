"""Politeness: one request at a time to a host, with a wait between two, and peace for a host that asks for it.

Hosts are told apart by name, not by port or scheme. Waits carry some chance, so that many collectors do not knock at once.
"""

from __future__ import annotations

import asyncio
import datetime
import email.utils
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

LONGEST_PEACE = 24 * 3600.0  # seconds: a host that asks for more is asked again after a day
BACKOFF_FIRST = 60.0
BACKOFF_MOST = 6 * 3600.0


def backoff(tries: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds to wait after the `tries`-th failure in a row (from 1): doubling, bounded, between half and all of it by chance."""
    whole = min(BACKOFF_MOST, BACKOFF_FIRST * 2.0 ** min(max(tries, 1) - 1, 20))
    return whole * (0.5 + 0.5 * chance())


def retry_after(value: str | None, moment: float | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks for (a number or a date), bounded; None where it says nothing that can be read."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_PEACE)
    try:
        date = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return min(max(0.0, date.timestamp() - (time.time() if moment is None else moment)), LONGEST_PEACE)


class _Host:
    __slots__ = ("lock", "next_at", "wait")

    def __init__(self, wait: float) -> None:
        self.lock = asyncio.Lock()
        self.next_at = 0.0
        self.wait = wait


class Manners:
    """The slots of all hosts. `wait` is the time between the end of a request and the next one to the same host; `together` how many
    requests may be under way at once in all."""

    def __init__(self, *, wait: float = 1.0, together: int = 64, chance: Callable[[], float] = random.random) -> None:
        self._wait = wait
        self._chance = chance
        self._hosts: dict[str, _Host] = {}
        self._room = asyncio.Semaphore(together)

    def _host(self, host: str) -> _Host:
        found = self._hosts.get(host)
        if found is None:
            found = self._hosts[host] = _Host(self._wait)
        return found

    def at_least(self, host: str, wait: float) -> None:
        """A host that wants more time between requests gets it; nothing makes it less."""
        entry = self._host(host)
        entry.wait = max(entry.wait, wait)

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """The right to make one request to a host."""
        entry = self._host(host)
        async with entry.lock:
            delay = entry.next_at - time.monotonic()
            if delay > 0:
                await asyncio.sleep(delay)
            try:
                async with self._room:
                    yield
            finally:
                entry.next_at = time.monotonic() + entry.wait * (1.0 + 0.2 * self._chance())
