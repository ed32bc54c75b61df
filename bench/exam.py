"""`make exam`: read the exam's reports, print the figures, fail below the floors.

Sets: the demonstration reports of the package, and from the shared folder (MAHDAR_SHARED, default ../shared beside the repository) the
two seeds, dev and dev2. Floors stand in floors.toml. The two seeds are also gone through case by case (seeds.py), and the confidence of
what was read is measured on reports held out (reliability.py). Prints only; exit 1 when a figure is below its floor, a case fails or the
confidence is off by more than its limit, 2 when a file is missing.
"""

from __future__ import annotations

import json
import os
import sys
import time
import tomllib
from pathlib import Path

import msgspec

from bench import reliability, seeds
from mahdar import pipeline
from mahdar.check import score
from mahdar.ingest.files import Failure, sources
from mahdar.model import Record

HERE = Path(__file__).parent
TOP = HERE.parent
SHARED = Path(os.environ.get("MAHDAR_SHARED") or TOP.parent / "shared")
DEMO = TOP / "src" / "mahdar" / "demo"
SETS = {
    "demo": (DEMO / "answers.jsonl", DEMO / "reports.jsonl"),
    "seeds": (SHARED / "seeds" / "gold.jsonl", SHARED / "seeds" / "reports.jsonl"),
    "dev": (SHARED / "exam" / "dev" / "gold.jsonl", SHARED / "exam" / "dev" / "reports.jsonl"),
    "dev2": (SHARED / "exam" / "dev2" / "gold.jsonl", SHARED / "exam" / "dev2" / "reports.jsonl"),
}


def read(reader: pipeline.Reader, reports: Path) -> tuple[dict[str, Record], list[str]]:
    """Records by report id, and a line for each report that failed."""
    records: dict[str, Record] = {}
    faults = []
    for source in sources([str(reports)], published=None, outlet=None, url=None):
        if isinstance(source, Failure):
            faults += [str(source)] if source.fatal else []
            continue
        try:
            records[source.id] = reader.read(source)
        except Exception as error:  # one fault must not hide the figures of the rest; it is counted and told
            faults.append(f"{source.id}: {type(error).__name__}: {error}")
    return records, faults


def below(figures: dict[str, score.Figure], floors: dict[str, float]) -> list[str]:
    """A line for each figure under its floor. A field that was never met counts as zero."""
    out = []
    for field, floor in floors.items():
        value = figures[field].value() if field in figures else 0.0
        if value < floor:
            out.append(f"{field} is {value:.3f}, the floor {floor:.3f}")
    return out


def main() -> int:
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    missing = [path for pair in SETS.values() for path in pair if not path.is_file()]
    if missing:
        print("missing: " + ", ".join(map(str, missing)) + "; set MAHDAR_SHARED to the folder with exam/ and seeds/", file=sys.stderr)
        return 2
    reader = pipeline.load()
    faults: list[str] = []
    rated: list[reliability.Example] = []
    for name, (gold, reports) in SETS.items():
        answers = {r["id"]: r for r in map(json.loads, gold.read_text(encoding="utf-8").splitlines()) if r}
        begun = time.perf_counter()
        records, failed = read(reader, reports)
        took = time.perf_counter() - begun
        figures = score.score(answers, {key: msgspec.to_builtins(record) for key, record in records.items()}).figures()
        print(f"\n{name}: {len(answers)} reports, {len(answers.keys() - records.keys())} absent, read in {took:.1f} s")
        print("\n".join(score.lines(figures)))
        faults += [f"{name}: {fault}" for fault in [*failed, *below(figures, floors.get(name, {}))]]
        if name in ("dev", "dev2"):
            rated += reliability.examples(answers, records)
        if name == "seeds":
            faults += [f"seeds: {fault}" for fault in seeds.cases(records)]
    held_out = reliability.held_out(rated)
    print("\n".join(reliability.table(held_out)))
    for name, error in reliability.errors(held_out).items():
        if error > reliability.LIMIT:
            faults.append(f"confidence of {name}: the calibration error is {error:.3f}, the limit {reliability.LIMIT}")
    print()
    for fault in faults:
        print(f"BELOW: {fault}")
    print("exam failed" if faults else "exam passed: no figure below its floor")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
