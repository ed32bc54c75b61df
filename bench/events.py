"""Grouping: its score on events grouped by hand, and what a report costs as the store grows.

    python -m bench.events                 cost a report at 1,000 to 30,000 events that the bench makes
    python -m bench.events --most 1000000  the same up to a million
    python -m bench.events --score         pairwise precision and recall on the shared events (MAHDAR_SHARED, else ../shared)

The made events come at a constant number a day, so a store that grows holds more days, not more events a day, as archives do. Costs are
microseconds a telling over the last tenth of each size; they stay flat when candidates come from keys alone.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mahdar.merge.group import Grouper
from mahdar.merge.model import FAMILY, LEAD, NEAR, Day, Leading, Party, Telling

SIZES = (1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
A_DAY = 100
STATES, PERSONS = 80, 4
ROLES = ("president", "foreign_minister", "ambassador", "special_envoy")
KINDS = ("meeting", "call", "visit", "meeting", "negotiation")
FIRST_DAY = 700_000
# Floors: pairwise F1, precision, and the most of near misses that may be merged (issue on events).
F1, PRECISION, NEAR_MISSES = 0.85, 0.93, 0.03


def made(random_: random.Random) -> Iterator[tuple[Leading, list[Telling]]]:
    """Reports without end: each event is told by one to three of them, a day apart at most."""
    number = 0
    while True:
        day = FIRST_DAY + number // A_DAY
        a, b = random_.sample(range(STATES), 2)
        kind = random_.choice(KINDS)
        who = [(s, random_.randrange(PERSONS)) for s in (a, b)]
        for copy in range(random_.choice((1, 1, 2, 3))):
            report = f"{number}-{copy}"
            parties = tuple(Party(f"Given{s} Family{s}x{p}", f"S{s:02}", ROLES[p], "participant") for s, p in who)
            telling = Telling(
                id=f"{report}/e",
                report=report,
                claim="e",
                outlet=f"o{copy}",
                published=day + copy,
                position=LEAD,
                start=0,
                family=FAMILY[kind],
                kind=kind,
                status="held",
                principals=parties[:1] if kind == "visit" else parties,
                attendees=(),
                date=None,
                day=Day(day, day, NEAR),
                city=None,
                country=f"S{b:02}" if kind == "visit" else None,
                place_said=True,
                where=(),
                topics=(),
                documents=(),
                sources=(),
                line=frozenset(),
            )
            yield Leading(report, f"o{copy}", None, None, ""), [telling]
        number += 1


def growth(most: int) -> list[dict[str, float]]:
    """Cost of a report at each size up to `most` events."""
    grouper = Grouper()
    reports = made(random.Random(6))
    out = []
    events = 0
    gc.disable()
    for size in (s for s in SIZES if s <= most):
        spent, counted, compared = 0.0, 0, 0
        while events < size:
            lead, found = next(reports)
            events += lead.report.endswith("-0")
            before, start = grouper.compared, time.perf_counter()
            grouper.put(lead, found)
            grouper.group_of(found[0].id)
            if events > size * 0.9:
                spent += time.perf_counter() - start
                compared += grouper.compared - before
                counted += 1
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        row = {"events": size, "us a report": 1e6 * spent / counted, "compared a report": compared / counted, "MB": memory}
        print("  ".join(f"{k}: {v:,.0f}" if k != "compared a report" else f"{k}: {v:.1f}" for k, v in row.items()), flush=True)
        out.append(row)
    gc.enable()
    return out


def score() -> int:
    """Read and group the shared corpus with the command, score it with the exam's script. 1 below a floor."""
    shared = Path(os.environ.get("MAHDAR_SHARED", "../shared"))
    with tempfile.TemporaryDirectory() as folder:
        corpus, found = Path(folder, "reports.jsonl"), Path(folder, "events.jsonl")
        corpus.write_bytes(gzip.decompress((shared / "corpus" / "ar-2015.jsonl.gz").read_bytes()))
        start = time.perf_counter()
        program = [sys.executable, "-c", "import typer; from mahdar.commands import group as g; a = typer.Typer(); g.register(a); a()"]
        subprocess.run([*program, "group", str(corpus), "--output", str(found), "--jobs", "2"], check=True)
        print(f"read and grouped in {time.perf_counter() - start:.0f} s")
        exam = [sys.executable, str(shared / "exam" / "score.py"), "--json", "--events", str(shared / "exam" / "events" / "events.jsonl")]
        result = json.loads(subprocess.run([*exam, str(found)], check=True, capture_output=True, text=True).stdout)
    pairs, near = result["pairs"], result["near misses merged"]["rate"]
    print(f"precision {pairs['precision']:.3f}  recall {pairs['recall']:.3f}  F1 {pairs['f1']:.3f}  near misses merged {near:.3f}")
    return int(pairs["f1"] < F1 or pairs["precision"] < PRECISION or near > NEAR_MISSES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=30_000, help="the most events to make")
    parser.add_argument("--score", action="store_true", help="score the shared events instead")
    args = parser.parse_args()
    if args.score:
        return score()
    growth(args.most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
