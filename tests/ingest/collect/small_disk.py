"""Run by the test of a full disk: a round in a process that may write no file larger than a bound, `… ADDRESS HOME`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path

from mahdar.ingest.collect.collector import Collector, Settings
from mahdar.ingest.collect.fetch import Limits
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.shapes import SourceEntry
from tests.ingest.collect.site import to_this_machine

BOUND = 1_000_000


def main() -> None:
    keeper = Keeper(Path(sys.argv[2]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (BOUND, BOUND))
    sources = [SourceEntry(name=name, address=f"http://{name}.test:{sys.argv[1]}/feed") for name in ("paper", "other")]
    settings = Settings(wait=0.0, private=True, revisit=(), limits=Limits(seconds=10.0))
    tally = asyncio.run(Collector(keeper, settings, resolver=to_this_machine).once(sources))
    print(json.dumps(tally.figures()))
    keeper.close()


if __name__ == "__main__":
    main()
