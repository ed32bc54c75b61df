"""The server and the collector that the tests of collecting share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mahdar.ingest.collect.collector import Collector, Settings
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.shapes import SourceEntry
from mahdar.ingest.collect.tally import Tally
from tests.ingest.collect.site import LIMITS, Site, to_this_machine

Run = Callable[..., Tally]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    keeper = Keeper(tmp_path / "kept", durable=False)
    yield keeper
    keeper.close()


@pytest.fixture
def run(keeper: Keeper) -> Run:
    """One round over sources, without waits."""

    def once(*entries: SourceEntry, **more: Any) -> Tally:
        settings = Settings(**{"wait": 0.0, "private": True, "limits": LIMITS, "revisit": (0.0,) * 20, **more})
        return asyncio.run(Collector(keeper, settings, resolver=to_this_machine, chance=lambda: 0.0).once(list(entries)))

    return once
