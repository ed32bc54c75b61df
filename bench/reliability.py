"""Is the confidence right? Learns the weights of `confidence.tsv` and measures them on reports that they were not learned from.

`python -m bench.reliability` reads the exam's dev and dev2 reports, deals them into folds, and prints for engagements, for each kind of slot
and for statements a table of how sure the reading was and how often it was right, with the expected calibration error: the mean distance of
the two over ten bands of confidence, weighted by how many values a band holds (Naeini et al. 2015). A slot counts only in engagements that
the answers have. `--write` learns from all reports and writes the language's confidence.tsv.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from bench import logistic
from mahdar import packs, pipeline
from mahdar.check import score
from mahdar.frame.confidence import engagement_facts, slot, slot_facts, statement_facts
from mahdar.model import Record

FOLDS = 5
BANDS = 10
SEED = 20_151
LIMIT = 0.08
WEIGHTS = packs.HOME / "lang" / "ar" / "confidence.tsv"
# Kinds of slots that say the same thing of different fields are learned apart, but told together in the table.
Example = tuple[str, str, list[str], bool]  # report, of what, facts, whether right


def examples(gold: dict[str, Any], records: dict[str, Record]) -> list[Example]:
    """What was read of each report, with its facts and whether the answers have it."""
    out: list[Example] = []
    for key, answer in gold.items():
        record = records.get(key)
        if record is None:
            continue
        read = msgspec.to_builtins(record)
        pairs, said = score.paired(answer, read)
        partner = {j: i for i, j in pairs}
        heard = {j for _, j in said}
        for j, engagement in enumerate(record.engagements):
            out.append((key, "engagement", engagement_facts(engagement), j in partner))
            if j in partner:
                right = score.slots_right(answer["engagements"][partner[j]], read["engagements"][j])
                out += [(key, slot(e), slot_facts(e), right[e.field]) for e in engagement.evidence if e.field in right]
        out += [(key, "statement", statement_facts(s), j in heard) for j, s in enumerate(record.statements)]
    return out


def learned(found: list[Example]) -> dict[str, dict[str, float]]:
    """Weights of every kind of thing that can be sure or not."""
    by: dict[str, list[logistic.Example]] = defaultdict(list)
    for _, of, facts, right in found:
        by[of].append((facts, right))
    return {of: logistic.learn(group) for of, group in sorted(by.items())}


def held_out(found: list[Example]) -> dict[str, list[tuple[float, bool]]]:
    """Confidence and truth of everything, by weights learned without its report."""
    reports = sorted({e[0] for e in found})
    random.Random(SEED).shuffle(reports)
    fold = {key: n % FOLDS for n, key in enumerate(reports)}
    out: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for k in range(FOLDS):
        weights = learned([e for e in found if fold[e[0]] != k])
        for key, of, facts, right in found:
            if fold[key] == k:
                out[of].append((logistic.answer(weights.get(of, {}), facts), right))
    return out


def error(rated: list[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bands of equal width."""
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in rated:
        bands[min(BANDS - 1, int(sure * BANDS))].append((sure, right))
    return sum(abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in bands.values()) / len(rated)


def table(rated: dict[str, list[tuple[float, bool]]]) -> list[str]:
    """Lines of the reliability table: engagements, slots together, statements; then the error of every kind of slot."""
    groups = {
        "engagements": rated.get("engagement", []),
        "slots": [pair for of, pairs in rated.items() if of not in ("engagement", "statement") for pair in pairs],
        "statements": rated.get("statement", []),
    }
    lines = ["", "confidence on reports held out (how sure, how often right, how many)"]
    for name, pairs in groups.items():
        lines.append(f"  {name:<12}  expected calibration error {error(pairs):.3f} over {len(pairs)}")
        for band in range(BANDS):
            inside = [p for p in pairs if min(BANDS - 1, int(p[0] * BANDS)) == band]
            if inside:
                sure, right = sum(s for s, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
                lines.append(f"    {band / BANDS:.1f}-{(band + 1) / BANDS:.1f}   {sure:.2f}  {right:.2f}  {len(inside):5d}")
    apart = sorted((of, pairs) for of, pairs in rated.items() if of not in ("engagement", "statement"))
    lines.append("  by slot: " + ", ".join(f"{of} {error(pairs):.3f}" for of, pairs in apart))
    return lines


def errors(rated: dict[str, list[tuple[float, bool]]]) -> dict[str, float]:
    """The errors that stand under the limit: of engagements, of slots, of statements."""
    slots = [pair for of, pairs in rated.items() if of not in ("engagement", "statement") for pair in pairs]
    return {"engagements": error(rated["engagement"]), "slots": error(slots), "statements": error(rated["statement"])}


def write(weights: dict[str, dict[str, float]], path: Path, by: str) -> None:
    """The list of weights, naming what learned them; what hardly weighs is left out."""
    lines = [
        f"# learned by {by} from the exam's answers; a sum of logits: of what, the fact, its weight",
        "of\tfact\tweight",
    ]
    for of, facts in weights.items():
        lines += [f"{of}\t{fact}\t{weight:.2f}" for fact, weight in facts.items() if abs(weight) >= 0.05]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    from bench.exam import SETS, read  # the exam prints this table too

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="learn from all reports and write the language's weights")
    wanted = parser.parse_args()
    reader = pipeline.load()
    found: list[Example] = []
    for name in ("dev", "dev2"):
        gold, reports = SETS[name]
        answers = {r["id"]: r for r in map(json.loads, gold.read_text(encoding="utf-8").splitlines()) if r}
        found += examples(answers, read(reader, reports)[0])
    print("\n".join(table(held_out(found))))
    if wanted.write:
        write(learned(found), WEIGHTS, "bench/reliability.py")


if __name__ == "__main__":
    main()
