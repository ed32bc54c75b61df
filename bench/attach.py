"""Which topics belong to which contact: learns the weights of `attach.tsv` and measures them on reports that they were not learned from.

`python -m bench.attach` reads the exam's dev and dev2 reports, pairs what was read with the answers, and prints F1 of the topics within pairs:
of the rules alone, and of the weighing, by weights learned without the report's own fold (the mean over several ways of dealing the folds); then
learned on one set and measured on the other. `--write` learns from all reports and writes the language's attach.tsv.
"""

from __future__ import annotations

import argparse
import json
import random
from typing import Any

import msgspec

from bench import logistic
from bench.exam import SETS
from bench.reliability import write
from mahdar import packs, pipeline
from mahdar.check import score
from mahdar.frame.attach import OF, Weighed, taken
from mahdar.ingest.files import Failure, sources

FOLDS = 10
DEALS = 3
RIDGE = 2.0
WEIGHTS = packs.HOME / "lang" / "ar" / "attach.tsv"
Pair = tuple[str, str, set[str], list[Weighed]]  # set, report, topics of the answer, candidates


def pairs(reader: pipeline.Reader, name: str) -> list[Pair]:
    """The engagements of a set that the answers have too, with the candidates for their topics."""
    gold, reports = SETS[name]
    answers: dict[str, Any] = {r["id"]: r for r in map(json.loads, gold.read_text(encoding="utf-8").splitlines()) if r}
    out: list[Pair] = []
    for source in sources([str(reports)], published=None, outlet=None, url=None):
        if isinstance(source, Failure) or source.id not in answers:
            continue
        told = reader.explain(source)
        answer = answers[source.id]
        for i, j in score.paired(answer, msgspec.to_builtins(told.record))[0]:
            out.append((name, source.id, set(answer["engagements"][i]["topics"]), told.topics[j]))
    return out


def examples(found: list[Pair]) -> list[logistic.Example]:
    return [(list(w.facts), w.mention.value in right) for _, _, right, candidates in found for w in candidates]


def f1(found: list[Pair], taken: list[set[str]]) -> float:
    """F1 of the topics taken, one set for each pair."""
    hits = sum(len(right & mine) for (_, _, right, _), mine in zip(found, taken, strict=True))
    all_told = sum(len(right) + len(mine) for (_, _, right, _), mine in zip(found, taken, strict=True))
    return 2 * hits / all_told if all_told else 0.0


def ruled(found: list[Pair]) -> list[set[str]]:
    return [{w.mention.value for w in candidates if w.ruled} for _, _, _, candidates in found]


def weighed(found: list[Pair], weights: dict[str, float]) -> list[set[str]]:
    return [
        {w.mention.value for w in candidates if taken(logistic.answer(weights, w.facts), ruled=w.ruled)} for _, _, _, candidates in found
    ]


def held_out(found: list[Pair]) -> float:
    """F1 by weights learned on the other folds; the mean over the deals."""
    total = 0.0
    for deal in range(DEALS):
        reports = sorted({(name, key) for name, key, _, _ in found})
        random.Random(deal).shuffle(reports)
        fold = {report: n % FOLDS for n, report in enumerate(reports)}
        ordered: list[Pair] = []
        taken: list[set[str]] = []
        for k in range(FOLDS):
            inside = [p for p in found if fold[p[:2]] == k]
            weights = logistic.learn(examples([p for p in found if fold[p[:2]] != k]), ridge=RIDGE)
            ordered += inside
            taken += weighed(inside, weights)
        total += f1(ordered, taken)
    return total / DEALS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="learn from all reports and write the language's weights")
    wanted = parser.parse_args()
    reader = pipeline.load()
    sets = {name: pairs(reader, name) for name in ("dev", "dev2")}
    found = [p for group in sets.values() for p in group]
    print(f"topics of {len(found)} engagements, F1 within pairs")
    print(f"  rules alone                {f1(found, ruled(found)):.3f}")
    print(f"  weighed, reports held out  {held_out(found):.3f}")
    for name, group in sets.items():
        other = [p for p in found if p[0] != name]
        weights = logistic.learn(examples(other), ridge=RIDGE)
        print(
            f"  {name:<5} rules {f1(group, ruled(group)):.3f}, weighed as learned on the other set {f1(group, weighed(group, weights)):.3f}"
        )
    if wanted.write:
        write({OF: logistic.learn(examples(found), ridge=RIDGE)}, WEIGHTS, "bench/attach.py")


if __name__ == "__main__":
    main()
