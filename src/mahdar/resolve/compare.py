"""Can two names be one person? A score between 0 and 1, a yes or no, and the reasons.

In: two names as written, in any script. Out: a `Judgement`. The names are taken apart (`parts`), laid side by side (`align`), described by a
row of numbers (`features`) and weighed with data/weights.tsv, a logistic model that `bench/train_names.py` learns from pairs of names with
the persons of each test held out. Contradictions that likeness can't outweigh (father and son, a numbered king and a prince) cap the score.
"""

from __future__ import annotations

import math
import unicodedata
from operator import mul

import msgspec

from mahdar.resolve.align import Alignment, Link, align
from mahdar.resolve.features import FEATURES, conflict, features
from mahdar.resolve.parts import FATHER, HOUSE, INITIAL, LONGEST_NAME, Name, Part, parse
from mahdar.resolve.sounds import changes, spelt, table

# Two names are said to match from here on.
MATCH = 0.5
# What a contradiction leaves of a score, and what is left where no word met another.
CAPPED = 0.2
NOTHING = 0.02

CONFLICTS = {
    "role": "who is the son in one name is the father or the house in the other",
    "number": "one is a numbered ruler, the other is told apart by a father's name",
    "vowel": "another vowel is another name in names of single syllables",
    "initials": "initials alone name nobody",
    "syllable": "one syllable more is another name in names of single syllables",
}


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """`score` between 0 and 1, `match` from `MATCH` on, `why` the reasons in words, the weightiest first."""

    score: float
    match: bool
    why: tuple[str, ...]


def _weights() -> tuple[float, tuple[float, ...]]:
    rows = {r["feature"]: float(r["weight"]) for r in table("weights.tsv")}
    return rows["bias"], tuple(rows[f] for f in FEATURES)


_BIAS, _WEIGHTS = _weights()


def weighed(row: list[float]) -> float:
    """The model's answer to a row of features."""
    total = sum(map(mul, _WEIGHTS, row), _BIAS)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _scored(a: Name, b: Name, alignment: Alignment) -> tuple[float, str]:
    if not a.parts or not b.parts:
        return 0.0, ""
    if not alignment.links:
        return NOTHING, ""
    value = weighed(features(a, b, alignment))
    against = conflict(a, b, alignment)
    return (min(value, CAPPED) if against else value), against


def score(a: str, b: str) -> float:
    """How likely two names are one person's, without the reasons."""
    first, second = parse(a), parse(b)
    return _scored(first, second, align(first, second))[0]


def compare(a: str, b: str) -> Judgement:
    """Score, answer and reasons for two names. Never fails; a text without a name scores 0 and says so."""
    first, second = parse(a), parse(b)
    alignment = align(first, second)
    value, against = _scored(first, second, alignment)
    return Judgement(round(value, 4), value >= MATCH, tuple(_reasons(first, second, alignment, against)))


# ---------------------------------------------------------------- reasons
def _visible(letters: str) -> str:
    return "".join(c for c in letters if unicodedata.category(c)[0] != "C")


def _written(parts: tuple[Part, ...], at: int, count: int) -> str:
    return _visible(" ".join(p.written for p in parts[at : at + count]))


def _place(link: Link, a: tuple[Part, ...], b: tuple[Part, ...]) -> str:
    """What a linked word is in its name."""
    kinds = {a[link.a].kind, b[link.b].kind}
    if INITIAL in kinds:
        return "initial"
    if FATHER in kinds:
        return "father's name"
    if HOUSE in kinds:
        return "house"
    ends_a, ends_b = link.a + link.a_count == len(a), link.b + link.b_count == len(b)
    if ends_a and ends_b:
        return "family name" if len(a) > 1 or len(b) > 1 else "name"
    if link.a == 0 and link.b == 0:
        return "first name"
    return "name"


def _how(link: Link, a: tuple[Part, ...], b: tuple[Part, ...]) -> str:
    """In what the spellings of linked words differ."""
    one, two = a[link.a : link.a + link.a_count], b[link.b : link.b + link.b_count]
    if INITIAL in (one[0].kind, two[0].kind):
        return "can stand for it"
    if link.a_count == link.b_count == 1 and one[0].sets and not one[0].sets.isdisjoint(two[0].sets) and link.likeness <= 0.9:
        return "a short form of it"
    left = [pair for p in one for pair in spelt(p.form)]
    right = [pair for p in two for pair in spelt(p.form)]
    steps = changes("".join(s for _, s in left), "".join(s for _, s in right))
    renderings: list[str] = []
    other: list[str] = []
    dropped = 0
    for step in steps:
        x = left[step.a][0] if step.a >= 0 else ""
        y = right[step.b][0] if step.b >= 0 else ""
        if x and y and x != y:
            (renderings if step.cost <= 0.35 else other).append(f"{x}/{y}")
        elif step.cost >= 0.5:
            other.append(x or y)
        else:
            dropped += 1
    say = []
    if link.a_count != link.b_count:
        say.append("written together in one")
    if renderings:
        say.append(f"{', '.join(dict.fromkeys(renderings))} two renderings of a sound")
    if dropped:
        say.append("vowels written or not")
    if other:
        say.append(f"differ in {', '.join(dict.fromkeys(other))}")
    return "; ".join(say) or ("same spelling" if _same(one, two) else "same sounds")


def _same(one: tuple[Part, ...], two: tuple[Part, ...]) -> bool:
    return [p.form for p in one] == [p.form for p in two]


def _reasons(a: Name, b: Name, alignment: Alignment, against: str) -> list[str]:
    for name in (a, b):
        if not name.parts:
            return [
                "no name to compare: no letters"
                if not any(c.isalpha() for c in name.written)
                else "no name to compare: only particles or titles"
            ]
    out = [CONFLICTS[against]] if against else []
    if max(a.words, b.words) > LONGEST_NAME:
        out.append(f"only the first {LONGEST_NAME} of {max(a.words, b.words)} words are compared")
    if not alignment.links:
        out.append("no word of one answers a word of the other")
    for link in sorted(alignment.links, key=lambda k: (-k.weight, k.a)):
        one, two = _written(a.parts, link.a, link.a_count), _written(b.parts, link.b, link.b_count)
        out.append(f"{_place(link, a.parts, b.parts)} {one} = {two}: {_how(link, a.parts, b.parts)}")
    left = [_written(a.parts, i, 1) for i in alignment.rest_a]
    right = [_written(b.parts, j, 1) for j in alignment.rest_b]
    if left and right and alignment.links:
        out.append(f"against it: {' '.join(left)} and {' '.join(right)} do not answer each other")
    elif left or right:
        out.append(f"only in {'the first' if left else 'the second'}: {' '.join(left or right)}")
    if a.numbers and b.numbers:
        out.append("same number" if set(a.numbers) & set(b.numbers) else f"numbers differ: {' '.join(a.numbers)} and {' '.join(b.numbers)}")
    if a.legal and b.legal and not set(a.legal) & set(b.legal):
        out.append("legal forms differ")
    return out
