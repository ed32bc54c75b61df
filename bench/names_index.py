"""How fast and how complete the index of names is: `python -m bench.names_index [--names 1000000]`.

Names are made by drawing words of names/ar-latin.train.tsv (shared folder), seeded: two or three words each, in Latin spelling. They are
looked for in Arabic spelling, or in another Latin spelling of the same Arabic words. Recall is measured twice, both times by what the comparer
calls a match (`compare.MATCH`): the name that was meant, and every match among `--compared` names from all parts of the index, found by comparing
the question with all of them, whether it was meant or not. Both are looked for in the whole index, among all the others. Everything runs on one core.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import time
from collections import defaultdict
from pathlib import Path

from bench.shared import SHARED, peak_megabytes
from mahdar.resolve.compare import MATCH, score
from mahdar.resolve.index import Index
from mahdar.resolve.parts import GIVEN, parse

TRAIN = SHARED / "names" / "ar-latin.train.tsv"
SEED = 1_414
# Look-ups are timed so often: what else runs on the machine slows some of the rounds.
ROUNDS = 3
Word = tuple[str, str]


def named(word: str) -> bool:
    """Whether a word is taken for a name also beside others."""
    return [p.kind for p in parse(f"{word} Xyz {word}").parts] == [GIVEN] * 3


def words(path: Path = TRAIN) -> tuple[list[Word], list[int], dict[str, list[str]]]:
    """(Latin, Arabic) words with how often each was seen, and all Latin spellings of an Arabic word."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    found = [(latin, arabic.replace(" ", ""), int(count)) for latin, arabic, count in rows]
    # particles, titles and single letters are no names of persons by themselves
    found = [(latin, arabic, count) for latin, arabic, count in found if len(arabic) > 2 and named(latin) and named(arabic)]
    spellings: dict[str, list[str]] = defaultdict(list)
    for latin, arabic, _ in found:
        spellings[arabic].append(latin)
    return [(a, b) for a, b, _ in found], [c for _, _, c in found], spellings


def made(number: int, seed: int = SEED) -> list[list[Word]]:
    """So many names as lists of words."""
    rnd = random.Random(seed)
    every, often, _ = words()
    drawn = rnd.choices(every, weights=often, k=3 * number)
    return [drawn[3 * i : 3 * i + rnd.choice((2, 3, 3))] for i in range(number)]


def asked(name: list[Word], rnd: random.Random, spellings: dict[str, list[str]]) -> str:
    """A name in other letters, or with every word in a spelling of the same Arabic word; sometimes without its middle word."""
    if len(name) == 3 and rnd.random() < 0.2:
        name = [name[0], name[2]]
    if rnd.random() < 0.5:
        return " ".join(arabic for _, arabic in name)
    return " ".join(rnd.choice(spellings[arabic]) for _, arabic in name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=3_000, help="look-ups that are timed")
    parser.add_argument("--compared", type=int, default=10_000, help="names that full comparison goes through")
    parser.add_argument("--full", type=int, default=60, help="names that are looked for by full comparison")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    names = made(options.names)
    spelt = [" ".join(latin for latin, _ in name) for name in names]
    begun = time.perf_counter()
    index = Index(spelt)
    print(
        f"{len(index.names)} names indexed in {time.perf_counter() - begun:.0f} s, {len(index.postings)} keys, peak memory {peak_megabytes():.0f} MB"
    )
    rnd = random.Random(SEED + 1)
    _, _, spellings = words()
    questions = [(number, asked(names[number], rnd, spellings)) for number in rnd.sample(range(len(names)), min(options.asked, len(names)))]
    gc.collect()
    gc.freeze()
    paces = []
    for _ in range(ROUNDS):
        parse.cache_clear()
        begun, clock = time.perf_counter(), time.process_time()
        answers = [index.candidates(question) for _, question in questions]
        paces.append((len(questions) / (time.process_time() - clock), len(questions) / (time.perf_counter() - begun)))
    each = sum(map(len, answers)) / len(answers)
    pace, passed = max(paces)
    print(f"{pace:.0f} look-ups a second of processor time, best of {ROUNDS} ({passed:.0f} by the clock), {each:.0f} candidates each")
    alike = [(n, answer) for (n, question), answer in zip(questions, answers, strict=True) if score(question, spelt[n]) >= MATCH]
    hits = sum(number in set(answer) for number, answer in alike)
    print(
        f"the name that was meant, where full comparison calls it a match, is among the candidates: {hits / len(alike):.4f} of {len(alike)}"
    )
    begun = time.process_time()
    found = [n in {m for m, _ in index.find(q)} for n, q in questions[: options.full] if score(q, spelt[n]) >= MATCH]
    each = 1000 * (time.process_time() - begun) / len(found)
    print(f"found by `find`, which compares the nearest of them: {sum(found) / len(found):.4f} of {len(found)}, {each:.1f} ms each")
    # names that were kept first would be favoured where many have as many keys in common
    numbers = range(0, len(names), max(1, len(names) // options.compared))
    small = Index(spelt[number] for number in numbers)
    wanted = got = alone = meant = others = 0
    for _ in range(options.full):
        number = rnd.choice(numbers)
        question = asked(names[number], rnd, spellings)
        true = [(at, n) for at, n in enumerate(numbers) if score(question, spelt[n]) >= MATCH]
        among, here = set(index.candidates(question)), set(small.candidates(question))
        wanted, got = wanted + len(true), got + sum(n in among for _, n in true)
        alone += sum(at in here for at, _ in true)
        meant += sum(n == number and n not in among for _, n in true)
        others += sum(n != number and n not in among for _, n in true)
    print(
        f"of {wanted} matches of full comparison ({options.full} names against {len(numbers)}) {alone / max(1, wanted):.4f} are candidates "
        f"in an index of these names, {got / max(1, wanted):.4f} in the whole index, which misses {meant} names that were meant and {others} others"
    )


if __name__ == "__main__":
    main()
