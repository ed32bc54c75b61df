"""Two names laid side by side: which word answers which, and what is left over.

In: two `Name`s. Out: an `Alignment`: links between runs of one to three words (joined and split compounds meet here), best first, each with
its likeness, and the words of either side that found no partner. Order is free: where a word stands is a matter for the judgement.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from mahdar.resolve.evidence import LINKED, alike, coarse, evidence, near
from mahdar.resolve.parts import FATHER, HOUSE, INITIAL, PARTICLE, Name, Part, keys
from mahdar.resolve.sounds import COSTS, likeness, mass

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
    """Likeness of a word that is the tail of a longer one (a compound of which one writer gives the last part alone), else 0."""
    short, long_ = sorted((a, b), key=len)
    cut = len(long_) - len(short)
    if not 2 <= cut <= 5 or len(keys(short)) < 4 or not near(coarse(short), coarse(long_[cut:])):
        return 0.0
    found = any(likeness(short, long_[at:], TAIL_LIKENESS) >= TAIL_LIKENESS for at in range(max(cut - 1, 1), min(cut + 2, len(long_))))
    return TAIL if found else 0.0


def _pair(a: Part, b: Part) -> float:
    """Likeness of two words; 0 where they do not answer each other."""
    if a.signs == b.signs:
        found = 1.0
    elif a.kind == INITIAL or b.kind == INITIAL:
        return _initial(a, b)
    else:
        found = evidence(a.signs, b.signs).likeness if near(a.coarse, b.coarse) else 0.0
    if found < TAIL:
        if a.led:
            found = max(found, alike(a.led, b.signs))
        if b.led:
            found = max(found, alike(a.signs, b.led))
        if found < LINKED and abs(len(a.signs) - len(b.signs)) > 1:
            found = max(found, _tail(a.signs, b.signs))
        if found < SHORT and a.sets and not a.sets.isdisjoint(b.sets):
            found = SHORT
    return found if {a.kind, b.kind} != _FATHER_AND_HOUSE else 0.0


def _chosen(candidates: list[Link], taken_a: set[int], taken_b: set[int]) -> list[Link]:
    """Greedy: best likeness first, heavier words first among equals; words are taken once."""
    out = []
    for link in sorted(candidates, key=lambda c: (-round(c.likeness, 2), -c.weight, abs(c.a - c.b))):
        run_a = range(link.a, link.a + link.a_count)
        run_b = range(link.b, link.b + link.b_count)
        if taken_a.isdisjoint(run_a) and taken_b.isdisjoint(run_b):
            taken_a.update(run_a)
            taken_b.update(run_b)
            out.append(link)
    return out


def _runs(parts: tuple[Part, ...]) -> list[tuple[int, int, str, str]]:
    """Runs of two or three words as one word: where it begins, how many, its sounds, and those with joined particles (or empty)."""
    out = []
    for at in range(len(parts) - 1):
        for count in range(2, RUN + 1):
            run = parts[at : at + count]
            if len(run) < count or any(p.kind in (INITIAL, PARTICLE) for p in run):
                break
            signs = "".join([p.signs for p in run])
            led = run[0].signs + "".join([p.led or p.signs for p in run[1:]]) if any(p.led for p in run[1:]) else ""
            out.append((at, count, signs, led))
    return out


def _compounds(a: tuple[Part, ...], b: tuple[Part, ...], turned: bool) -> list[Link]:
    """Runs of words of `a` against one word of `b`; initials never join."""
    out = []
    singles = [(j, other) for j, other in enumerate(b) if other.kind != INITIAL]
    for i, count, signs, led in _runs(a):
        heavy = mass(signs)
        for j, other in singles:
            # what weighs much more or less can't be the same compound
            if not 0.6 < heavy / other.weight < 1.6:
                continue
            # a whole short name as one word of a longer one: only where it can't be chance
            if count == len(a) and len(b) > 1 and heavy < WHOLE:
                continue
            found = max(alike(signs, other.signs), alike(led, other.signs) if led else 0.0)
            if found >= (COMPOUND if heavy >= HEAVY else LIGHT_COMPOUND):
                weight = (heavy + other.weight) / 2
                out.append(Link(j, 1, i, count, found, weight) if turned else Link(i, count, j, 1, found, weight))
    return out


def _rest(parts: tuple[Part, ...], taken: set[int], *, twice: bool) -> tuple[int, ...]:
    """Words without a partner; unless `twice`, a word said twice has the partner of its double."""
    rest = [i for i in range(len(parts)) if i not in taken]
    if twice or not rest:
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
                candidates.append(
                    Link(i, 1, j, 1, found, min(x.weight, y.weight) if INITIAL in (x.kind, y.kind) else (x.weight + y.weight) / 2)
                )
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    links = _chosen(list(candidates), taken_a, taken_b)
    poor = any(link.likeness < POOR for link in links)
    if ((len(taken_a) < len(a) and len(taken_b) < len(b)) or poor) and len(a) + len(b) > 2:
        compounds = _compounds(a, b, False) + _compounds(b, a, True)
        if compounds:
            taken_a, taken_b = set(), set()
            links = _chosen(candidates + compounds, taken_a, taken_b)
    # a word said twice counts where the other name has a word that lacks a partner
    rest_a = _rest(a, taken_a, twice=len(taken_b) < len(b))
    rest_b = _rest(b, taken_b, twice=len(taken_a) < len(a))
    return Alignment(tuple(links), rest_a, rest_b)
