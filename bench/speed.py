"""`make bench`: how fast and how large. Prints figures, fails never for being slow.

Reports a second on one core after start, peak memory of a process that reads them, and the time that `mahdar read` takes for one report
from a warm cache. Reads the corpus of the shared folder where there is one (MAHDAR_SHARED, default ../shared), else the bundled reports
again and again. `--letters N` instead: one report of so many letters, made of the bundled ones with other words of names in each turn;
`--no-stops` leaves out stops and line ends.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
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
from mahdar.packs import Pack
from mahdar.text import folded

TOP = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MAHDAR_SHARED") or TOP.parent / "shared")
CORPUS = SHARED / "corpus" / "ar-2015.jsonl.gz"
BUNDLED = TOP / "src" / "mahdar" / "demo" / "reports.jsonl"
REPORTS = 2000
STARTS = 5
LISTED = 3  # weight of a word of names that is hardly anything else
STRIDE = 7919  # words of the list from one turn to the next; a prime, so that none comes back soon


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
    pipeline.settle()
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


def long_text(pack: Pack, letters: int, *, stops: bool) -> str:
    """A text of so many code points made of the bundled reports, with other words of names in each turn."""
    names = sorted(word for word, weight in pack.data.names.items() if weight >= LISTED)
    place = {word: number for number, word in enumerate(names)}
    bundled = [source.text for source in found(BUNDLED)]
    parts: list[str] = []
    for turn in itertools.count():
        if sum(map(len, parts)) >= letters:
            break

        def other(m: re.Match[str], shift: int = turn * STRIDE) -> str:
            at = place.get(folded(m[0]))
            return m[0] if at is None or not shift else names[(at + shift) % len(names)]

        parts += [re.sub(r"\w+", other, report) + "\n" for report in bundled]
    whole = "".join(parts)[:letters]
    return whole if stops else re.sub(r"[.\n]", " ", whole)


def one_text(letters: int, *, stops: bool) -> None:
    """Read one long report in this process and print what it takes."""
    reader = pipeline.load()
    pipeline.settle()
    source = Source(id="long", text=long_text(reader.pack, letters, stops=stops))
    begun = time.process_time()
    record = reader.read(source)
    took = time.process_time() - begun
    print(
        f"letters         {letters}{'' if stops else ', no stops'}: {len(record.engagements)} engagements, {len(record.statements)} statements"
    )
    print(f"time            {took:.1f} s of the processor, {took / letters * 1e6:.1f} s a million letters")
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
    parser.add_argument("--letters", type=int, help="read one report of so many letters instead")
    parser.add_argument("--no-stops", action="store_true", help="with --letters: without stops and line ends")
    wanted = parser.parse_args()
    if wanted.letters:
        one_text(wanted.letters, stops=not wanted.no_stops)
        return 0
    one_core(wanted.reports)
    one_report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
