"""Run by the tests of resuming: rounds in processes that are killed at chosen moments, `python -m tests.ingest.collect.killed SPEC`.

A moment is one statement to the database, one file put in place, one wait for the disk. Each killed process is a fork of this one, so that
nothing is imported twice. Prints for each moment whether the process was killed there.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from mahdar.ingest.collect.collector import Collector, Settings
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.library import take_files
from mahdar.ingest.collect.shapes import SourceEntry
from mahdar.ingest.collect.sources import load
from mahdar.ingest.collect.state import locked
from tests.ingest.collect.site import LIMITS, to_this_machine


class Clock:
    """Counts moments and kills the process at one of them."""

    def __init__(self, last: int) -> None:
        self.count, self.last = 0, last

    def tick(self, *_: object) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def work(folder: Path, sources: list[SourceEntry], files: list[Path], last: int = 0) -> int:
    """One round (or one taking in of files), killed at moment `last`; how many moments there were."""
    clock = Clock(last)
    put, sync = Path.replace, os.fsync

    def replace(self: Path, target: Path) -> Path:
        clock.tick()
        done = put(self, target)
        clock.tick()
        return done

    Path.replace = replace  # type: ignore[method-assign,assignment]

    def fsync(handle: int) -> None:
        clock.tick()
        sync(handle)

    os.fsync = fsync  # type: ignore[assignment]
    try:
        with locked(folder):
            keeper = Keeper(folder)
            keeper.archive.clean()
            keeper.state.database.set_trace_callback(clock.tick)
            if files:
                take_files(keeper, files)
            else:
                settings = Settings(wait=0.0, private=True, limits=LIMITS, revisit=())
                asyncio.run(Collector(keeper, settings, resolver=to_this_machine).once(sources))
            keeper.close()
    finally:
        Path.replace = put  # type: ignore[method-assign]
        os.fsync = sync
    return clock.count


def main() -> None:
    spec = json.loads(Path(sys.argv[1]).read_text())
    sources = load(Path(spec["sources"])) if spec["sources"] else []
    files = [Path(f) for f in spec["files"]]
    home = Path(spec["home"])
    whole = work(home / "whole", sources, files)
    points = [1 + n * (whole - 1) // (spec["points"] - 1) for n in range(spec["points"])]
    killed = []
    for point in points:
        child = os.fork()
        if child == 0:
            work(home / str(point), sources, files, point)
            os._exit(0)
        killed.append(os.waitpid(child, 0)[1] == signal.SIGKILL)
        work(home / str(point), sources, files)
    print(json.dumps({"points": points, "killed": killed}))


if __name__ == "__main__":
    main()
