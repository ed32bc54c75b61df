"""`make bench`: how fast and how large. Prints figures, fails never for being slow.

Reports a second on one core after start, peak memory of a process that reads them, and the time that `mahdar read` takes for one report
from a warm cache. Reads the corpus of the shared folder where there is one (MAHDAR_SHARED, default ../shared), else the bundled reports
again and again.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mahdar import pipeline
from mahdar.ingest.files import Failure, sources
from mahdar.model import Source

TOP = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MAHDAR_SHARED") or TOP.parent / "shared")
CORPUS = SHARED / "corpus" / "ar-2015.jsonl.gz"
BUNDLED = TOP / "src" / "mahdar" / "demo" / "reports.jsonl"
REPORTS = 2000
STARTS = 5


def found(path: Path) -> Iterator[Source]:
    """The reports of a file, without those that can't be read."""
    return (s for s in sources([str(path)], published=None, outlet=None, url=None) if not isinstance(s, Failure))


def peak_megabytes() -> float:
    """Peak resident memory of this process (Linux counts kilobytes, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def one_core(number: int) -> None:
    """Read `number` reports in this process and print reports a second and peak memory."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    begun = time.perf_counter()
    reader = pipeline.load()
    loaded = time.perf_counter() - begun
    path = CORPUS if CORPUS.is_file() else BUNDLED
    reports = found(path) if path == CORPUS else itertools.cycle(list(found(path)))
    took, letters, read = 0.0, 0, 0
    for source in itertools.islice(reports, number):
        begun = time.perf_counter()
        reader.read(source)
        took += time.perf_counter() - begun
        letters += len(source.text)
        read += 1
    print(f"reports         {read} of {path.name}, {letters / max(read, 1):.0f} letters each")
    print(f"start           {loaded:.2f} s")
    print(f"speed           {read / took:.0f} reports/s on one core ({letters / took / 1e6:.2f} million letters/s)")
    print(f"peak memory     {peak_megabytes():.0f} MB")


def one_report() -> None:
    """Print how long the command takes for one report, from a warm cache."""
    source = next(found(BUNDLED))
    times = []
    for _ in range(STARTS + 1):
        begun = time.perf_counter()
        command = [sys.executable, "-m", "mahdar.cli", "read", "-", "--format", "jsonl"]
        subprocess.run(command, input=source.text.encode(), stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - begun)
    warm = sorted(times[1:])
    median = statistics.median(warm)
    print(f"mahdar read     {median:.2f} s for one report, cache warm (best {warm[0]:.2f}, worst {warm[-1]:.2f} of {STARTS})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reports", type=int, default=REPORTS, help="how many reports to read")
    one_core(parser.parse_args().reports)
    one_report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
