"""Learns what the changes between two words say for their being one name: `python -m bench.train_changes [--write]`.

Pairs of words from names/ar-latin.train.tsv of the shared folder (Wikidata, CC0) and bench/persons.tsv: spellings of one word in two scripts or in
one, and words of two persons that sound near each other (`evidence.LINKED`). A logistic regression on the kinds of changes, counted along the
cheapest way from one word to the other. Without `--write` it prints how well it tells pairs that it has not seen, beside the likeness alone.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from bench.names_index import words
from bench.train_names import PERSONS, WEIGHTS, learned, sigmoid
from mahdar.resolve.evidence import LINKED, VOWELS, alike
from mahdar.resolve.parts import GIVEN, parse
from mahdar.resolve.sounds import changes

CHANGES = WEIGHTS.with_name("changes.tsv")
SEED = 5
# So many words against so many others; so many pairs of either answer are learned from.
DRAWN, LEARNED = 2_000, 30_000
# Words of different spelling in both scripts that sound nearer are left out: most are one name after all.
TOO_NEAR = 0.93
# A kind of change that fewer pairs have is not learned.
OFTEN = 25
RIDGE = 2.0
# Sounds of both words, and whether one script writes both.
Words = tuple[str, str, bool]


def kinds(a: str, b: str, one_script: bool) -> Counter[str]:
    """How often each kind of change (the names of changes.tsv) stands between two words."""
    out: Counter[str] = Counter()
    steps = changes(a, b)
    changed = {step.a for step in steps}
    for at, sign in enumerate(a):
        if at not in changed:
            out["same vowel" if sign in VOWELS else "same consonant"] += 1
    consonants = 0
    for step in steps:
        x, y = (a[step.a] if step.a >= 0 else "-"), (b[step.b] if step.b >= 0 else "-")
        kind = "vowel" if {x, y} <= VOWELS | {"-"} else "consonant"
        consonants += kind == "consonant"
        out["".join(sorted((x, y)))] += 1
        if one_script:
            out[f"one script {kind}"] += 1
        if max(step.a, step.b) == 0:
            out[f"start {kind}"] += 1
    out["two"], out["three"] = int(consonants >= 2), int(consonants >= 3)
    return +out


def spellings() -> tuple[list[Words], list[Words]]:
    """Pairs of spellings of one word, and of words of two names that sound near each other."""
    rnd = random.Random(SEED)
    every, often, forms = words()
    heard = []
    for (latin, arabic), count in zip(every, often, strict=True):
        one, two = parse(latin).parts, parse(arabic).parts
        if len(one) == len(two) == 1:
            heard.append((latin, arabic, one[0].signs, two[0].signs, count))
    same: list[Words] = [(x, y, False) for _, _, x, y, _ in heard if alike(x, y)]
    for found in forms.values():
        if len(found) > 1:
            x, y = (parse(word).parts[0].signs for word in rnd.sample(found, 2))
            if alike(x, y) >= 0.7:
                same.append((x, y, True))
    other: list[Words] = []
    here, there = (rnd.choices(heard, weights=[count for *_, count in heard], k=DRAWN) for _ in range(2))
    for latin, arabic, x, y, _ in here:
        for latin2, arabic2, x2, y2, _ in there:
            if latin != latin2 and arabic != arabic2 and max(alike(x, x2), alike(y, y2)) < TOO_NEAR:
                if alike(y, x2):
                    other.append((y, x2, False))
                if alike(x, x2):
                    other.append((x, x2, True))
    theirs, others = of_persons(rnd)
    return [*same, *theirs], [*other, *others]


def of_persons(rnd: random.Random) -> tuple[list[Words], list[Words]]:
    """The same from persons written here, who are spelt in four languages: Cyrillic and Persian words too."""
    lines = [line.split("\t") for line in PERSONS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    same: list[Words] = []
    every: list[tuple[int, str, str]] = []
    for person, row in enumerate(lines[1:]):
        found = [(language, parse(form).parts) for language, cell in zip("afre", row[1:5], strict=True) for form in cell.split("|") if form]
        every += [(person, language, p.signs) for language, parts in found for p in parts]
        for at, (language, one) in enumerate(found):
            for language2, two in found[at + 1 :]:
                if language != language2 and len(one) == len(two):
                    pairs = [(p.signs, q.signs) for p, q in zip(one, two, strict=True) if p.kind == q.kind == GIVEN]
                    same += [(x, y, {language, language2} == {"a", "f"}) for x, y in pairs if x != y and alike(x, y)]
    other: list[Words] = []
    while len(other) < len(same):
        (person, language, x), (person2, language2, y) = rnd.choice(every), rnd.choice(every)
        if person != person2 and language != language2 and {language, language2} & {"f", "r"} and 0 < alike(x, y) < 0.85:
            other.append((x, y, {language, language2} == {"a", "f"}))
    return same, other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="write the odds learned from all pairs")
    options = parser.parse_args()
    rnd = random.Random(SEED + 1)
    same, other = spellings()
    print(f"{len(same)} pairs of spellings of one word, {len(other)} of two words that sound near each other")
    found = [(pair, True) for pair in rnd.sample(same, LEARNED)] + [(pair, False) for pair in rnd.sample(other, LEARNED)]
    found = [(pair, answer) for pair, answer in found if pair[0] != pair[1]]
    rnd.shuffle(found)
    rows = [kinds(*pair) for pair, _ in found]
    count = Counter(kind for row in rows for kind in row)
    names = sorted((kind for kind, seen in count.items() if seen >= OFTEN), key=lambda kind: (len(kind) == 2, kind))
    place = {name: at + 1 for at, name in enumerate(names)}
    sparse = [[(0, 1.0), *[(place[kind], float(n)) for kind, n in row.items() if kind in place]] for row in rows]
    answers = [answer for _, answer in found]
    if options.write:
        weights = learned(sparse, answers, [1.0] * len(answers), len(names) + 1, RIDGE)
        lines = [
            "# Odds (natural logarithm) that two words are spellings of one name, by what differs between their sounds (data/sounds.tsv): two",
            "# signs for one taken for the other, `-` and a sign for one that only one word has. Learned by bench/train_changes.py.",
            "change\todds",
        ]
        lines += [f"{name}\t{weight:.2f}" for name, weight in zip(["bias", *names], weights, strict=True)]
        CHANGES.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    cut = len(sparse) * 4 // 5
    weights = learned(sparse[:cut], answers[:cut], [1.0] * cut, len(names) + 1, RIDGE)
    told = [sigmoid(sum(weights[at] * n for at, n in row)) >= 0.5 for row in sparse[cut:]]
    right = sum(t == answer for t, answer in zip(told, answers[cut:], strict=True)) / len(told)
    alikes = [alike(x, y) for (x, y, _), _ in found[cut:]]
    best = max(
        sum((value >= limit / 100) == answer for value, answer in zip(alikes, answers[cut:], strict=True)) for limit in range(62, 100)
    )
    print(
        f"told right, of {len(told)} pairs not seen: {right:.3f}; by likeness alone, at its best threshold above {LINKED}: {best / len(told):.3f}"
    )


if __name__ == "__main__":
    main()
