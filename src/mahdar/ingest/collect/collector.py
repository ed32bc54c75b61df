"""The collector at work: polls sources, fetches the articles they name, keeps them. One process, one thread beside it for reading.

A round polls every source that is due and visits every page that is due, host by host; what fails is on record and due again later. Every
step is one transaction, so a round may be cut off anywhere.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import random
import re
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

import msgspec

from mahdar.ingest.collect import feeds, listings
from mahdar.ingest.collect.addresses import normal
from mahdar.ingest.collect.archive import digest
from mahdar.ingest.collect.fetch import Fetcher, Limits
from mahdar.ingest.collect.keeping import Keeper, Kept, Outcome, validators_of
from mahdar.ingest.collect.manners import Manners, backoff
from mahdar.ingest.collect.packing import unpack
from mahdar.ingest.collect.reading import HINT
from mahdar.ingest.collect.robots import AGAIN, Robots
from mahdar.ingest.collect.safety import Resolver, parse, system_resolver
from mahdar.ingest.collect.shapes import PASSING, Answer, CollectError, Item, Kind, Reason, SourceEntry, Validators, now, stamp
from mahdar.ingest.collect.state import Page, host_of
from mahdar.ingest.collect.tally import Tally

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
MOST_TRIES = 12  # of a page, before it is given up
LONGEST_FRESH = 6 * 3600.0  # a feed that calls itself fresh for longer is asked after that all the same
# Failures that say something of the host, not of the page: the host is left alone for a while.
_OF_THE_HOST = frozenset({Reason.no_host, Reason.connect, Reason.slow, Reason.busy})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a collector behaves. `revisit` are the seconds after each visit of an article until the next one; after the last it is left.

    `private` allows addresses that are not public. `contact` is told to the servers.
    """

    wait: float = 1.0
    together: int = 64
    revisit: tuple[float, ...] = (3600.0, 6 * 3600.0, 24 * 3600.0, 72 * 3600.0)
    private: bool = False
    contact: str | None = None
    limits: Limits = Limits()


def later(seconds: float) -> str:
    """The moment that many seconds from now."""
    return stamp(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds))


class Collector:
    """Runs rounds over sources into one folder. `told` is called after every step, `kept` with every new or changed article."""

    def __init__(
        self,
        keeper: Keeper,
        settings: Settings,
        *,
        resolver: Resolver = system_resolver,
        told: Callable[[Tally], None] = lambda tally: None,
        kept: Callable[[Kept], None] = lambda kept: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._keeper, self._state = keeper, keeper.state
        self._settings, self._resolver = settings, resolver
        self._told, self._kept, self._chance = told, kept, chance
        self.tally = Tally()

    async def once(self, entries: list[SourceEntry]) -> Tally:
        """One round. Never raises for what servers do."""
        self.tally = Tally(sources=sum(e.on for e in entries))
        settings = self._settings
        manners = Manners(wait=settings.wait, together=settings.together, chance=self._chance)
        for entry in entries:
            if entry.wait:
                manners.at_least(parse(entry.address).host, entry.wait)
        fetcher = Fetcher(manners, limits=settings.limits, contact=settings.contact, private=settings.private, resolver=self._resolver)
        async with fetcher:
            await _Round(self, fetcher, entries).run()
        self.tally.waiting = self._state.waiting()
        return self.tally


class _Round:
    """One round: a task for each source that is polled and for each host that is visited, and one thread for reading."""

    def __init__(self, collector: Collector, fetcher: Fetcher, entries: list[SourceEntry]) -> None:
        self._c, self._fetcher = collector, fetcher
        self._keeper, self._state, self._tally = collector._keeper, collector._keeper.state, collector.tally
        self._robots = Robots(fetcher, self._state)
        self._entries = {entry.name: entry for entry in entries if entry.on}
        self._visited: set[str] = set()
        self._hosts: dict[str, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        with ThreadPoolExecutor(1, "mahdar-reading") as self._pool:
            await self._run()

    async def _beside(self, work: Callable[P, T], *values: P.args, **more: P.kwargs) -> T:
        """Do work that takes long in the one thread for it, so that a large page or feed does not hold up the other hosts."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *values, **more))

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            self._group = group
            self._wake(self._state.hosts_due(now()))
            for entry in self._entries.values():
                group.create_task(self._poll(entry))

    def _wake(self, hosts: Iterable[str]) -> None:
        """A task for every host that may have pages due and has none."""
        assert self._group is not None
        for host in hosts:
            task = self._hosts.get(host)
            if task is None or task.done():
                self._hosts[host] = self._group.create_task(self._host(host))

    def _step(self) -> None:
        self._c._told(self._tally)

    # ------------------------------------------------------------ sources
    async def _poll(self, entry: SourceEntry) -> None:
        """One source: its answer and the articles it names go on record together."""
        known = self._state.source(entry.name, entry.address)
        peace = self._state.host(parse(entry.address).host)
        moment = now()
        if known.due > moment or (peace is not None and peace[0] > moment):
            self._tally.resting += 1
            self._step()
            return
        hosts: set[str] = set()
        try:
            if entry.kind is Kind.page:
                place = normal(entry.address) or entry.address
                hosts.add(host_of(place))
                new = self._state.polled(entry.name, entry.address, Validators(), None, later(entry.every or 0), [Item(place)])
                self._state.revisit(place)
            else:
                answer = await self._fetcher.get(entry.address, validators=known.validators, allowed=self._robots.check)
                self._state.host_answered(parse(entry.address).host)
                new = await self._answered(entry, answer, known.seen, hosts)
            self._tally.polled += 1
            self._tally.new += new
        except CollectError as error:
            self._source_failed(entry, error, known.tries + 1)
        except Exception as error:
            log.exception("polling %s", entry.name)
            self._source_failed(entry, CollectError(Reason.fault, f"{type(error).__name__}: {error}"[:200]), known.tries + 1)
        self._step()
        self._wake(hosts)

    async def _answered(self, entry: SourceEntry, answer: Answer, seen: str | None, hosts: set[str]) -> int:
        """Put an answer on record; `hosts` gets those of the articles it names."""
        due = later(_rest(entry, answer))
        if answer.unchanged:
            self._tally.unchanged += 1
            known = self._state.source(entry.name, entry.address)
            return self._state.polled(entry.name, entry.address, known.validators, known.seen, due, None)
        print_ = digest(answer.body)
        if print_ == seen:
            self._tally.unchanged += 1
            return self._state.polled(entry.name, entry.address, validators_of(answer), seen, due, None)
        trouble = partial(self._record, entry.name)
        items = await items_of(entry, answer, self._fetcher, self._robots, self._c._settings.limits, trouble, self._beside)
        self._tally.named += len(items)
        hosts.update(host_of(item.address) for item in items)
        return self._state.polled(entry.name, entry.address, validators_of(answer), print_, due, items)

    def _source_failed(self, entry: SourceEntry, error: CollectError, tries: int) -> None:
        self._tally.failed(error.reason)
        wait = error.retry_after if error.retry_after is not None else backoff(tries, self._c._chance)
        if error.reason is Reason.robots_unknown:
            wait = AGAIN
        try:
            if error.reason is Reason.busy:
                self._leave(parse(entry.address).host, error)
            self._state.source_failed(entry.name, entry.address, error, later(wait))
        except CollectError as full:
            log.error("%s: %s; could not be put on record: %s", entry.name, error, full)

    def _record(self, source: str, address: str, error: CollectError) -> None:
        self._tally.failed(error.reason)
        try:
            self._state.failed(source, address, error)
        except CollectError as full:
            log.error("%s: %s; could not be put on record: %s", address, error, full)

    # ------------------------------------------------------------ pages
    async def _host(self, host: str) -> None:
        """The pages of one host that are due, one after the other."""
        while True:
            peace = self._state.host(host)
            if peace is not None and peace[0] > now():
                return
            # A page whose state could not be written is still due: once a round is enough.
            page = self._state.next_page(host, now(), self._visited)
            if page is None:
                return
            self._visited.add(page.address)
            await self._visit(page)
            self._step()

    async def _visit(self, page: Page) -> None:
        try:
            entry = self._entries.get(page.source)
            if entry is not None and not entry.pages and page.hint.text:
                self._done(page, self._keep_hint(page))
                return
            answer = await self._fetcher.get(page.address, validators=page.validators if page.seen else None, allowed=self._robots.check)
            self._state.host_answered(page.host)
            self._tally.fetched += 1
            self._tally.bytes += len(answer.body)
            due = self._due(page)
            if answer.unchanged:
                self._state.page_unchanged(page, due, None, None)
                self._done(page, Kept(Outcome.same))
            else:
                read = None
                if digest(answer.body) != page.seen:
                    read = await self._beside(self._keeper.read, page, answer)
                self._done(page, self._keeper.keep(page, answer, due=due, read=read))
        except CollectError as error:
            self._page_failed(page, error)
        except Exception as error:
            log.exception("visiting %s", page.address)
            self._page_failed(page, CollectError(Reason.fault, f"{type(error).__name__}: {error}"[:200]))

    def _keep_hint(self, page: Page) -> Kept:
        """An article from the feed's own text, for sources whose pages are not to be fetched."""
        body = msgspec.json.encode(page.hint)
        answer = Answer(address=page.address, final=page.address, status=200, headers=[], body=body, at=now())
        return self._keeper.keep(page, answer, media=HINT)

    def _done(self, page: Page, kept: Kept) -> None:
        self._tally.outcome(kept.outcome)
        if kept.version is not None:
            self._c._kept(kept)

    def _due(self, page: Page) -> str | None:
        plan = self._c._settings.revisit
        return later(plan[page.visits]) if page.visits < len(plan) else None

    def _page_failed(self, page: Page, error: CollectError) -> None:
        self._tally.failed(error.reason)
        due: str | None = None
        patient = error.reason in (Reason.busy, Reason.disk)
        if error.reason in PASSING and (patient or page.tries + 1 < MOST_TRIES):
            wait = error.retry_after if error.retry_after is not None else backoff(page.tries + 1, self._c._chance)
            due = later(AGAIN if error.reason is Reason.robots_unknown else wait)
        try:
            if error.reason in _OF_THE_HOST:
                self._leave(page.host, error)
            self._state.page_failed(page, error, due)
        except CollectError as full:
            log.error("%s: %s; could not be put on record: %s", page.address, error, full)

    def _leave(self, host: str, error: CollectError) -> None:
        """Give a host peace: as long as it asked for, or longer each time."""
        before = self._state.host(host)
        wait = error.retry_after if error.retry_after is not None else backoff((before[1] if before else 0) + 1, self._c._chance)
        self._state.leave_alone(host, later(wait), str(error))


def _rest(entry: SourceEntry, answer: Answer) -> float:
    """Seconds until a source is polled again: what the list of sources says, or how long the server calls its answer fresh."""
    fresh = 0.0
    for part in (answer.header("cache-control") or "").lower().split(","):
        name, _, value = part.strip().partition("=")
        if name in ("no-cache", "no-store"):
            fresh = 0.0
            break
        if name == "max-age" and value.strip('"').isdigit():
            fresh = float(value.strip('"')[:9])
    return max(entry.every or 0.0, min(fresh, LONGEST_FRESH))


async def items_of(
    entry: SourceEntry,
    answer: Answer,
    fetcher: Fetcher,
    robots: Robots,
    limits: Limits,
    trouble: Callable[[str, CollectError], None],
    beside: Callable[..., Awaitable[Any]] = asyncio.to_thread,
) -> list[Item]:
    """The articles that a source's answer names; `trouble` is told of further sitemaps that fail. Raises `CollectError`."""
    if entry.kind is Kind.list:
        listed: list[Item] = await beside(listings.read_list, answer.body, answer.final, entry.pattern or "", entry.limit)
        return listed
    if entry.kind is Kind.feed:
        body = unpack(answer.body, limits.unpacked)
        found: list[Item] = await beside(feeds.read_feed, body, answer.final, answer.header("content-type"), entry.limit)
        return [item for item in found if entry.pattern is None or re.search(entry.pattern, item.address)]
    items: list[Item]
    nested: list[str]
    items, nested = await beside(listings.read_sitemap, answer.body, answer.final, entry.pattern, entry.limit)
    last: CollectError | None = None
    for place in nested:
        if len(items) >= entry.limit:
            break
        try:
            inner = await fetcher.get(place, allowed=robots.check)
            items += (await beside(listings.read_sitemap, inner.body, inner.final, entry.pattern, entry.limit - len(items)))[0]
        except CollectError as error:
            last = error
            trouble(place, error)
    if last is not None and not items:
        raise last
    return items
