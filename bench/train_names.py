"""Learns the weights of the name comparer and says how it does on persons that it has not seen.

`python -m bench.train_names` prints held-out figures; with `--write` it also writes src/mahdar/resolve/data/weights.tsv. Pairs come from
bench/persons.tsv and, where they are, from names/variants.tsv and names/cases.csv of the shared folder (MAHDAR_SHARED), and made-up names that
are nearly alike (`bench.made_names`), as a look-up among many names meets them. Held out means: the persons are dealt into folds, and a pair is
judged by weights that were learned without any pair of either of its persons. A plain logistic regression by Newton steps, no library needed;
the file is a list of a feature and its weight, to be read and argued about.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from rapidfuzz.fuzz import token_set_ratio

from bench.made_names import made_pairs
from bench.names_index import TRAIN
from bench.shared import SHARED
from mahdar.resolve.align import align
from mahdar.resolve.compare import CAPPED, MATCH, NOTHING
from mahdar.resolve.features import FEATURES, conflict, features
from mahdar.resolve.parts import parse
from mahdar.resolve.sounds import likeness, sounds

TOP = Path(__file__).parent.parent
PERSONS = Path(__file__).with_name("persons.tsv")
WEIGHTS = TOP / "src" / "mahdar" / "resolve" / "data" / "weights.tsv"
VARIANTS = SHARED / "names" / "variants.tsv"
CASES = SHARED / "names" / "cases.csv"
FOLDS = 5
SEED = 20_150
# How much one pair of a set counts in learning: the sets differ in size and in what they call the same.
COUNTS = {"variants": 1.0, "cases": 1.0, "persons": 0.35, "made": 0.12}


class Pair(msgspec.Struct, frozen=True):
    """Two names, whether they are one person's, the persons they were taken from (for holding out), and the set."""

    a: str
    b: str
    same: bool
    persons: tuple[str, str]
    source: str


def variants() -> list[Pair]:
    """Pairs of the shared set but for those that spelling can't tell."""
    with VARIANTS.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream, delimiter="\t") if "kunya" not in r["note"]]
    return [Pair(r["a"], r["b"], r["same"] == "1", (r["person_a"], r["person_b"]), "variants") for r in rows]


def cases() -> list[Pair]:
    """Labelled pairs of a peer; held out by the second name, which many pairs share."""
    with CASES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [Pair(r["name1"], r["name2"], r["is_match"] == "true", (f"case {r['name2']}",) * 2, "cases") for r in rows]


def persons(path: Path = PERSONS, seed: int = SEED) -> list[Pair]:
    """Pairs of our own list: spellings of one person, and of two whose names are near each other or chosen at random (seeded)."""
    rnd = random.Random(seed)
    lines = [line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [dict(zip(lines[0], cells + [""] * len(lines[0]), strict=False)) for cells in lines[1:]]
    full = {r["person"]: [s for k in ("ar", "fa", "ru", "en") for s in r[k].split("|") if s] for r in rows}
    family = {r["person"]: [s for k in ("family_ar", "family_en") for s in r[k].split("|") if s] for r in rows}
    out = []
    for name, spellings in full.items():
        pairs = [(x, y) for i, x in enumerate(spellings) for y in spellings[i + 1 :] if x != y]
        pairs = rnd.sample(pairs, min(14, len(pairs)))
        alone = [(x, y) for x in family[name] for y in spellings]
        pairs += rnd.sample(alone, min(5, len(alone)))
        out += [Pair(x, y, True, (name, name), "persons") for x, y in pairs]
        others = [o for o in full if o != name]
        near = sorted(others, key=lambda o: -token_set_ratio(name, o))[:4]
        for other in [*near, *rnd.sample(others, 3)]:
            out += [Pair(rnd.choice(spellings), rnd.choice(full[other]), False, (name, other), "persons") for _ in range(3)]
        # a family name alone beside the persons of whom one word sounds most like it
        for alone_name in family[name]:
            sound = parse(alone_name).parts[-1].signs
            near_sound = {o: max(likeness(sound, p.signs) for p in parse(full[o][0]).parts) for o in others}
            # names that sound alike can't be told apart by spelling: no example of anything
            closest = sorted((o for o in others if near_sound[o] < 0.8), key=lambda o: -near_sound[o])[:4]
            out += [Pair(alone_name, rnd.choice(full[other]), False, (name, other), "persons") for other in closest]
        out += list(mixed(name, rows, rnd))
        # the Arabic spellings nearest to a person's that are another's
        arabic = full[name][0]
        by_sound = sorted(others, key=lambda o: -nearness(arabic, full[o][0]))[:3]
        out += [Pair(arabic, full[o][0], False, (name, o), "persons") for o in by_sound]
    return out


def nearness(a: str, b: str) -> float:
    """Mean likeness of the words of one name to their nearest in another."""
    one, two = parse(a).parts, parse(b).parts
    return sum(max(likeness(p.signs, q.signs) for q in two) for p in one) / len(one)


def mixed(name: str, rows: list[dict[str, str]], rnd: random.Random) -> Iterator[Pair]:
    """A person beside made-up ones: a brother (another's first word, the same rest) and a namesake of the first word alone."""
    own = next(r for r in rows if r["person"] == name)
    for language in ("ar", "en", "ru", "fa"):
        other = rnd.choice([r for r in rows if r is not own])
        here, there = own[language].split("|")[0].split(), other[language].split("|")[0].split()
        if min(len(here), len(there)) < 2 or min(len(here[0]), len(there[0])) < 4 or likeness(sounds(here[0]), sounds(there[0])) > 0.5:
            continue
        seen = rnd.choice(own[rnd.choice(("ar", "en", "ru", "fa"))].split("|"))
        yield Pair(seen, " ".join([there[0], *here[1:]]), False, (name, other["person"]), "persons")
        yield Pair(seen, " ".join([here[0], *there[1:]]), False, (name, other["person"]), "persons")


def pairs() -> list[Pair]:
    """All pairs that are there."""
    out = persons()
    if VARIANTS.is_file():
        out += variants()
    if CASES.is_file():
        out += cases()
    if TRAIN.is_file():
        out += [Pair(a, b, same, (f"made {number}",) * 2, "made") for a, b, same, number in made_pairs()]
    return out


class Row(msgspec.Struct):
    """Features of a pair; `cap` is what its score may at most be (contradictions, no word met), 1 where nothing caps it."""

    values: list[float]
    same: bool
    weight: float
    cap: float


def described(pair: Pair) -> Row:
    a, b = parse(pair.a), parse(pair.b)
    alignment = align(a, b)
    cap = 1.0 if alignment.links else NOTHING
    if conflict(a, b, alignment):
        cap = min(cap, CAPPED)
    return Row(features(a, b, alignment), pair.same, COUNTS[pair.source], cap)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


Sparse = list[list[tuple[int, float]]]


def learn(rows: list[Row], ridge: float = 0.15) -> list[float]:
    """Weights (bias first) of a logistic regression on the rows that nothing caps."""
    rows = [r for r in rows if r.cap == 1.0]
    sparse = [[(0, 1.0), *[(i + 1, v) for i, v in enumerate(r.values) if v]] for r in rows]
    return learned(sparse, [r.same for r in rows], [r.weight for r in rows], len(FEATURES) + 1, ridge)


def learned(sparse: Sparse, answers: list[bool], counts: list[float], width: int, ridge: float, steps: int = 12) -> list[float]:
    """Weights of a logistic regression with a ridge by Newton steps: rows of (column, value), of which column 0 is the bias."""
    weights = [0.0] * width
    for _ in range(steps):
        gradient = [ridge * w if i else 0.0 for i, w in enumerate(weights)]
        hessian = [[ridge if i == j and i else 0.0 for j in range(width)] for i in range(width)]
        for values, same, weight in zip(sparse, answers, counts, strict=True):
            p = sigmoid(sum([weights[i] * v for i, v in values]))
            error, curve = weight * (p - same), max(weight * p * (1 - p), 1e-6)
            for i, v in values:
                gradient[i] += error * v
                row, own = hessian[i], curve * v
                for j, u in values:
                    row[j] += own * u
        step = solved(hessian, gradient)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-4:
            break
    return weights


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solution of a small linear system (Gauss with pivots)."""
    n = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        if abs(rows[i][i]) < 1e-9:
            rows[i][i] = 1e-9
        for k in range(i + 1, n):
            factor = rows[k][i] / rows[i][i]
            if factor:
                for j in range(i, n + 1):
                    rows[k][j] -= factor * rows[i][j]
    out = [0.0] * n
    for i in reversed(range(n)):
        out[i] = (rows[i][n] - sum(rows[i][j] * out[j] for j in range(i + 1, n))) / rows[i][i]
    return out


def answer(weights: list[float], row: Row) -> float:
    return min(row.cap, sigmoid(weights[0] + sum(w * v for w, v in zip(weights[1:], row.values, strict=True))))


def figures(scores: list[float], same: list[bool], threshold: float = MATCH) -> tuple[float, float, float]:
    """F1, precision, recall."""
    hits = sum(s >= threshold and y for s, y in zip(scores, same, strict=True))
    said, true = sum(s >= threshold for s in scores), sum(same)
    precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
    return (2 * precision * recall / (precision + recall) if hits else 0.0), precision, recall


def held_out(found: list[Pair], rows: list[Row]) -> Iterator[tuple[int, float]]:
    """Index and score of every pair, judged by weights learned without its persons."""
    everyone = sorted({p for pair in found for p in pair.persons if pair.source != "made"})
    random.Random(SEED).shuffle(everyone)
    everyone += sorted({p for pair in found for p in pair.persons if pair.source == "made"})
    fold = {person: number % FOLDS for number, person in enumerate(everyone)}
    for k in range(FOLDS):
        weights = learn([r for r, p in zip(rows, found, strict=True) if all(fold[q] != k for q in p.persons)])
        for index, pair in enumerate(found):
            if fold[pair.persons[0]] == k:
                yield index, answer(weights, rows[index])


def report(name: str, found: list[Pair], scores: list[float], keep: Callable[[Pair], bool]) -> None:
    chosen = [i for i, p in enumerate(found) if keep(p)]
    if chosen:
        f1, precision, recall = figures([scores[i] for i in chosen], [found[i].same for i in chosen])
        print(f"{name:34} {len(chosen):5} pairs  F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="write the weights learned from all pairs")
    parser.add_argument("--errors", metavar="SET", help="print the held-out errors of one set")
    options = parser.parse_args()
    found = pairs()
    rows = [described(p) for p in found]
    scores = [0.0] * len(found)
    for index, value in held_out(found, rows):
        scores[index] = value
    for source in COUNTS:
        report(f"{source}, persons held out", found, scores, lambda p, s=source: p.source == s)  # type: ignore[misc]
    if options.errors:
        for pair, value in zip(found, scores, strict=True):
            if pair.source == options.errors and (value >= MATCH) != pair.same:
                print(f"  {int(pair.same)} {value:.2f}  {pair.a} | {pair.b}")
    if options.write:
        weights = learn(rows)
        for source in COUNTS:
            report(f"{source}, weights from all", found, [answer(weights, r) for r in rows], lambda p, s=source: p.source == s)  # type: ignore[misc]
        lines = [
            "# Weights of the comparer's features, learned by bench/train_names.py; a score is the logistic of their sum.",
            "feature\tweight",
        ]
        lines += [f"{name}\t{weight:.3f}" for name, weight in zip(["bias", *FEATURES], weights, strict=True)]
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
