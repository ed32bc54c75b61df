"""Two names laid side by side: which word answers which, and what is left over.

In: two `Name`s. Out: an `Alignment`: links between runs of one to three words (joined and split compounds meet here), best first, each with
its likeness, and the words of either side that found no partner. Order is free: where a word stands is a matter for the judgement.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from mahdar.resolve.evidence import LINKED, alike, coarse, evidence, near, nearest
from mahdar.resolve.parts import FATHER, HOUSE, INITIAL, PARTICLE, Name, Part, keys
from mahdar.resolve.sounds import COSTS, likeness

# Below this, words left over on both sides are tried again as compounds.
COMPOUND = 0.8
# Short compounds must agree better, for two short words sound like many a longer one.
HEAVY, LIGHT_COMPOUND = 3.0, 0.9
WHOLE = 4.5
# A word that is the tail of a longer one counts so much, from so much likeness on.
TAIL, TAIL_LIKENESS = 0.8, 0.85
SHORT = 0.86
# With a link below this, compounds are tried although every word of one name has found a partner.
POOR = 0.85
RUN = 3
_FATHER_AND_HOUSE = {FATHER, HOUSE}
# Words that are never written together with others.
_APART = (INITIAL, PARTICLE)


class Link(msgspec.Struct, frozen=True, gc=False):
    """Words [a, a + a_count) of the first name answer words [b, b + b_count) of the second."""

    a: int
    a_count: int
    b: int
    b_count: int
    likeness: float
    weight: float


class Alignment(msgspec.Struct, frozen=True, gc=False):
    """All links of two names and the indexes of the words without one."""

    links: tuple[Link, ...]
    rest_a: tuple[int, ...]
    rest_b: tuple[int, ...]


def _initial(a: Part, b: Part) -> float:
    """Whether an initial can stand for a word: the first sounds are renderings of one."""
    x, y = a.signs[0], b.signs[0]
    return 1.0 - COSTS.change[x][y] if COSTS.change[x][y] <= 0.25 else 0.0


@lru_cache(maxsize=200_000)
def _tail(a: str, b: str) -> float:
    """Likeness of a word that is the tail of one two to five sounds longer (a compound of which one writer gives the last part alone), else 0."""
    short, long_ = (a, b) if len(a) < len(b) else (b, a)
    cut = len(long_) - len(short)
    if len(short) < 4 or not near(coarse(short), coarse(long_[cut:])) or len(keys(short)) < 4:
        return 0.0
    found = any(likeness(short, long_[at:], TAIL_LIKENESS) >= TAIL_LIKENESS for at in range(max(cut - 1, 1), min(cut + 2, len(long_))))
    return TAIL if found else 0.0


def _pair(a: Part, b: Part) -> float:
    """Likeness of two words; 0 where they do not answer each other."""
    if a.signs == b.signs:
        return 1.0 if a.kind == b.kind or {a.kind, b.kind} != _FATHER_AND_HOUSE else 0.0
    if a.kind == INITIAL or b.kind == INITIAL:
        return _initial(a, b)
    found = evidence(a.signs, b.signs).likeness if near(a.coarse, b.coarse) else 0.0
    if found < TAIL:
        if a.led:
            found = max(found, alike(a.led, b.signs))
        if b.led:
            found = max(found, alike(a.signs, b.led))
        if found < LINKED and 1 < abs(len(a.signs) - len(b.signs)) < 6:
            found = _tail(a.signs, b.signs)
        if found < SHORT and a.sets and not a.sets.isdisjoint(b.sets):
            found = SHORT
    return found if a.kind == b.kind or {a.kind, b.kind} != _FATHER_AND_HOUSE else 0.0


def _chosen(candidates: list[Link], taken_a: set[int], taken_b: set[int]) -> list[Link]:
    """Greedy: best likeness first, heavier words first among equals; words are taken once."""
    out: list[Link] = []
    for link in sorted(candidates, key=lambda c: (-round(c.likeness, 2), -c.weight, abs(c.a - c.b))):
        run_a = range(link.a, link.a + link.a_count)
        run_b = range(link.b, link.b + link.b_count)
        if taken_a.isdisjoint(run_a) and taken_b.isdisjoint(run_b):
            taken_a.update(run_a)
            taken_b.update(run_b)
            out.append(link)
    return out


def _compounds(a: tuple[Part, ...], b: tuple[Part, ...], turned: bool) -> list[Link]:
    """Runs of two or three words of `a` against one word of `b`; initials and particles never join."""
    out = []
    singles = [(j, other) for j, other in enumerate(b) if other.kind != INITIAL]
    for i in range(len(a) - 1):
        heavy, heard = a[i].weight, a[i].coarse
        for count in range(2, min(RUN, len(a) - i) + 1):
            if a[i].kind in _APART or a[i + count - 1].kind in _APART:
                break
            run = a[i : i + count]
            heavy += run[-1].weight
            heard += run[-1].coarse
            for j, other in singles:
                # what weighs much more or less can't be the same compound
                if not 0.6 < heavy / other.weight < 1.6:
                    continue
                # a whole short name as one word of a longer one: only where it can't be chance
                if count == len(a) and len(b) > 1 and heavy < WHOLE:
                    continue
                found = evidence("".join([p.signs for p in run]), other.signs).likeness if nearest(heard, other.coarse) else 0.0
                if any(p.led for p in run[1:]):
                    led = run[0].signs + "".join([p.led or p.signs for p in run[1:]])
                    found = max(found, evidence(led, other.signs).likeness if nearest(coarse(led), other.coarse) else 0.0)
                if found >= (COMPOUND if heavy >= HEAVY else LIGHT_COMPOUND):
                    weight = (heavy + other.weight) / 2
                    out.append(Link(j, 1, i, count, found, weight) if turned else Link(i, count, j, 1, found, weight))
    return out


def _rest(parts: tuple[Part, ...], taken: set[int], *, twice: bool) -> tuple[int, ...]:
    """Words without a partner; unless `twice`, a word said twice has the partner of its double."""
    if len(taken) == len(parts):
        return ()
    rest = [i for i in range(len(parts)) if i not in taken]
    if twice:
        return tuple(rest)
    said = {parts[i].signs for i in taken}
    return tuple([i for i in rest if parts[i].signs not in said])


def align(first: Name, second: Name) -> Alignment:
    """The links of two names. Cost grows with the product of their numbers of words, which `parse` bounds."""
    a, b = first.parts, second.parts
    candidates = []
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found = _pair(x, y)
            if found >= LINKED:
                initial = x.kind == INITIAL or y.kind == INITIAL
                candidates.append(Link(i, 1, j, 1, found, min(x.weight, y.weight) if initial else (x.weight + y.weight) / 2))
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    links = _chosen(candidates, taken_a, taken_b)
    lacking = len(taken_a) < len(a) and len(taken_b) < len(b)
    if len(a) + len(b) > 2 and (lacking or any(link.likeness < POOR for link in links)):
        compounds = _compounds(a, b, False) + _compounds(b, a, True)
        if compounds:
            taken_a, taken_b = set(), set()
            links = _chosen(candidates + compounds, taken_a, taken_b)
    # a word said twice counts where the other name has a word that lacks a partner
    rest_a = _rest(a, taken_a, twice=len(taken_b) < len(b))
    rest_b = _rest(b, taken_b, twice=len(taken_a) < len(a))
    return Alignment(tuple(links), rest_a, rest_b)
