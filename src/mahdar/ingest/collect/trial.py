"""Trying sources without keeping anything: what does each yield, and if nothing, why."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from mahdar.ingest.collect.collector import Settings, items_of
from mahdar.ingest.collect.fetch import Fetcher
from mahdar.ingest.collect.manners import Manners
from mahdar.ingest.collect.outlets import bundled
from mahdar.ingest.collect.reading import media_of, read_body
from mahdar.ingest.collect.robots import Robots
from mahdar.ingest.collect.safety import Resolver, system_resolver
from mahdar.ingest.collect.shapes import CollectError, Item, Kind, Reason, SourceEntry
from mahdar.ingest.collect.state import State


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What a source yields: how many articles it names, and one of them read. `reason` is empty where all went well."""

    name: str
    address: str
    named: int = 0
    dated: int = 0
    sample: str = ""
    title: str = ""
    letters: int = 0
    reason: str = ""
    detail: str = ""


async def try_sources(
    entries: list[SourceEntry],
    settings: Settings,
    *,
    resolver: Resolver = system_resolver,
    told: Callable[[Trial], None] = lambda trial: None,
) -> list[Trial]:
    """Each source once, and the first article it names. In the order of the list."""
    manners = Manners(wait=settings.wait, together=settings.together)
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder))
        async with Fetcher(
            manners, limits=settings.limits, contact=settings.contact, private=settings.private, resolver=resolver
        ) as fetcher:
            robots = Robots(fetcher, state)

            async def one(entry: SourceEntry) -> Trial:
                trial = await _try(entry, fetcher, robots, settings)
                told(trial)
                return trial

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(entry)) for entry in entries]
        state.close()
    return [task.result() for task in tasks]


async def _try(entry: SourceEntry, fetcher: Fetcher, robots: Robots, settings: Settings) -> Trial:
    trial = Trial(name=entry.name, address=entry.address)
    try:
        if entry.kind is Kind.page:
            items = [Item(entry.address)]
        else:
            answer = await fetcher.get(entry.address, allowed=robots.check)
            items = await items_of(entry, answer, fetcher, robots, settings.limits, lambda place, error: None)
        trial = msgspec.structs.replace(trial, named=len(items), dated=sum(item.hint.published is not None for item in items))
        if not items:
            raise CollectError(Reason.empty, "names no article")
        first = items[0]
        trial = msgspec.structs.replace(trial, sample=first.address, title=first.hint.title or "")
        page = await fetcher.get(first.address, allowed=robots.check)
        kind = page.header("content-type")
        article = read_body(
            media_of(page.body, kind),
            page.body,
            address=page.final,
            content_type=kind,
            hint=first.hint,
            day=page.at,
            outlets=bundled(),
        )
        return msgspec.structs.replace(trial, title=article.value("title") or trial.title, letters=len(article.text))
    except CollectError as error:
        return msgspec.structs.replace(trial, reason=error.reason.value, detail=error.detail)
    except Exception as error:
        return msgspec.structs.replace(trial, reason=Reason.fault.value, detail=f"{type(error).__name__}: {error}"[:200])
