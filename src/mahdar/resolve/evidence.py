"""What the differences of two words say: are they spellings of one name, or two names that sound near each other?

In: the sounds of two words. Out: `Evidence`: how alike they are (as `sounds.likeness`), and for words that are alike enough to be one, the
logarithm of the odds that they are, from the kinds of changes between them (data/changes.tsv, learned by `bench/train_changes.py`). A likeness
adds up prices set by hand; the odds know which changes writers make, and that two small ones in one short word are seldom one name.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
from rapidfuzz.distance import Levenshtein

from mahdar.resolve.sounds import COSTS, LEAST, common_ends, mass, skeleton, table, walk

# Words below this likeness are two different names.
LINKED = 0.62
# The odds are cut here: one word proves or refutes no more.
LEAST_ODDS, MOST_ODDS = -6.0, 8.0
# A change that is dearer than this is not a rendering of one sound as another.
RENDERING = 0.3
# Odds of a change that was too rare to be learned.
RARE = -1.5
VOWELS = frozenset("aeiouAOEWYyHQ")
# Consonants so coarse that hardly a rendering changes them; those that come and go are left out.
_COARSE = str.maketrans(
    dict.fromkeys("aeiouAOEYyHQhxWwvf", "")
    | dict.fromkeys("bp", "b")
    | dict.fromkeys("nN", "n")
    | dict.fromkeys("tdTDB", "t")
    | dict.fromkeys("szSZcCX", "s")
    | dict.fromkeys("kqgGJj", "k")
)


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """Of two words: likeness (0 where they are no spellings of one name), odds (natural logarithm), and how many sounds differ.

    `odds_within` are the odds where both are written in one script, whose writers differ less. `renderings` are consonants changed cheaply,
    `others` consonants changed at more than that, `dropped` consonants that one word lacks, `vowels` changes of vowels alone; `size` is the number
    of consonant classes of the word that has more, `common` of the one that has fewer, `apart` how many of the classes differ.
    """

    likeness: float
    odds: float
    odds_within: float
    renderings: int
    others: int
    dropped: int
    vowels: int
    size: int
    common: int
    apart: int


NONE = Evidence(0.0, LEAST_ODDS, LEAST_ODDS, 0, 0, 0, 0, 1, 0, 1)


class _Odds:
    """Weights of changes.tsv; `change[a + b]` for both orders, `-` for a sound that the other word lacks."""

    def __init__(self) -> None:
        rows = {r["change"]: float(r["odds"]) for r in table("changes.tsv")}
        self.bias = rows.pop("bias")
        self.same = {True: rows.pop("same vowel"), False: rows.pop("same consonant")}
        self.start = {True: rows.pop("start vowel"), False: rows.pop("start consonant")}
        self.script_vowel, self.script_consonant = rows.pop("one script vowel"), rows.pop("one script consonant")
        two, three = rows.pop("two"), rows.pop("three")
        self.many = (0.0, 0.0, two, two + three)
        self.change = {name: odds for pair, odds in rows.items() for name in (pair, pair[::-1])}


ODDS = _Odds()


@lru_cache(maxsize=100_000)
def coarse(signs: str) -> str:
    """The consonants of a word, so coarse that spellings of one name differ in few: what is compared first."""
    return signs.translate(_COARSE)


def near(a: str, b: str) -> bool:
    """Whether two words, as `coarse` gives them, can be spellings of one name: nearly all that can are let through, few others."""
    room = (max(len(a), len(b), 1) + 2) // 3
    return Levenshtein.distance(a, b, score_cutoff=room) <= room


def nearest(a: str, b: str) -> bool:
    """The same for words that are to agree almost wholly."""
    room = 1 if max(len(a), len(b)) < 4 else 2
    return Levenshtein.distance(a, b, score_cutoff=room) <= room


@lru_cache(maxsize=200_000)
def evidence(a: str, b: str) -> Evidence:
    """What two words say for being one name."""
    one, two = skeleton(a), skeleton(b)
    size, common = max(len(one), len(two), 1), min(len(one), len(two))
    if a == b:
        same = sum([ODDS.same[x in VOWELS] for x in a], ODDS.bias)
        same = min(same, MOST_ODDS)
        return Evidence(1.0, same, same, 0, 0, 0, 0, size, common, 0)
    weight = max((mass(a) + mass(b)) / 2, LEAST)
    start, end = common_ends(a, b)
    rows = walk(a[start : len(a) - end], b[start : len(b) - end], (1 - LINKED) * weight + 1e-9)
    if not rows:
        return NONE
    return _told(a, b, (start, end), rows, 1.0 - rows[-1][-1] / weight, (size, common, 0 if one == two else Levenshtein.distance(one, two)))


def _told(a: str, b: str, ends: tuple[int, int], rows: list[list[float]], alike: float, sizes: tuple[int, int, int]) -> Evidence:
    """The cheapest way back through the costs, each step with its odds; what both words begin and end with is the same."""
    alone, change, odds, same = COSTS.alone, COSTS.change, ODDS.change, ODDS.same
    first, last = ends
    total = ODDS.bias
    for sign in a[:first] + a[len(a) - last :]:
        total += same[sign in VOWELS]
    renderings = others = dropped = vowels = 0
    i, j = len(rows) - 1, len(rows[0]) - 1
    while i or j:
        here = rows[i][j]
        x = a[first + i - 1] if i else "-"
        y = b[first + j - 1] if j else "-"
        if i and j and abs(here - rows[i - 1][j - 1] - (cost := change[x][y])) < 1e-9:
            i -= 1
            j -= 1
            if not cost:
                total += same[x in VOWELS]
                continue
            light = x in VOWELS and y in VOWELS
            if light:
                vowels += 1
            elif cost >= RENDERING:
                others += 1
            else:
                renderings += 1
            total += odds.get(x + y, RARE)
            start = not i and not j
        else:
            if i and abs(here - rows[i - 1][j] - alone[x]) < 1e-9:
                i -= 1
                sign, start = x, not i
            else:
                j -= 1
                sign, start = y, not j
            light = sign in VOWELS
            if light:
                vowels += 1
            else:
                dropped += 1
            total += odds.get("-" + sign, RARE)
        if start and not first:
            total += ODDS.start[light]
    consonants = renderings + others + dropped
    total += ODDS.many[min(consonants, 3)]
    within = total + ODDS.script_consonant * consonants + ODDS.script_vowel * vowels
    return Evidence(alike, _cut(total), _cut(within), renderings, others, dropped, vowels, *sizes)


def _cut(odds: float) -> float:
    return max(LEAST_ODDS, min(odds, MOST_ODDS))


def alike(a: str, b: str) -> float:
    """Likeness of two words; 0 below `LINKED`."""
    return 1.0 if a == b else evidence(a, b).likeness if near(coarse(a), coarse(b)) else 0.0
