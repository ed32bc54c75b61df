"""Letters to sounds: every script on one ground, and how far two words lie apart there.

In: one word of a name in any script. Out: its sounds, a string of one-letter signs (data/sounds.tsv) in which competing renderings lie close
to each other; its skeleton (consonant classes without vowels: the key of the index); the distance between two words, the sum of what is
to be changed, each change at its price from the same file. Pure functions over two small tables.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import msgspec
from anyascii import anyascii

DATA = Path(__file__).parent / "data"
VOWEL_FOR_VOWEL = 0.1
# Words lighter than this are measured as if they weighed it, or one vowel would make two names of a syllable.
LEAST = 0.9


def table(name: str) -> list[dict[str, str]]:
    """Rows of a data file: header line, tab-separated cells, comment lines left out, missing cells empty."""
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    header, *rest = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)) for cells in rest]


class _Costs:
    """Prices by sign; `change[a][b]` is symmetric."""

    def __init__(self) -> None:
        rows = table("sounds.tsv")
        self.signs = "".join(r["sign"] for r in rows)
        self.alone = {r["sign"]: float(r["alone"]) for r in rows}
        self.skeleton = {r["sign"]: r["class"] for r in rows}
        self.classes = str.maketrans(self.skeleton)
        self.change = {a: {b: 0.0 if a == b else 1.0 for b in self.signs} for a in self.signs}
        light = {s for s in self.signs if not self.skeleton[s]}
        for a in light:
            for b in light - {a}:
                self.change[a][b] = VOWEL_FOR_VOWEL if min(self.alone[a], self.alone[b]) < 0.3 else max(self.alone[a], self.alone[b])
        for row in rows:
            for pair in row["others"].split():
                other, _, cost = pair.partition(":")
                self.change[row["sign"]][other] = self.change[other][row["sign"]] = float(cost)
        # a change never costs more than to drop one sign and to add the other
        for a in self.signs:
            for b in self.signs:
                self.change[a][b] = min(self.change[a][b], self.alone[a] + self.alone[b])
        # for each sign those that cost more to add than the sign itself and the change to them together
        self.dearer = {a: frozenset(b for b in self.signs if self.alone[b] > self.alone[a] + self.change[a][b] + 1e-12) for a in self.signs}


# Set around a word, so that letters can be told that stand at its start or end.
_START, _END = "^", "$"


class _Letters:
    """Which letters give which sounds; those that count only at the start or end of a word hold the mark of it."""

    def __init__(self) -> None:
        self.sounds = {_START: "", _END: ""}
        rows = [(unicodedata.normalize("NFC", row["letters"]), row) for row in table("letters.tsv")]
        for letters, row in rows:
            self.sounds[{"any": letters, "start": _START + letters, "end": letters + _END}[row["where"]]] = row["sounds"]
        self.known = frozenset("".join(letters for letters, _ in rows))
        # several letters are sought longest first, grouped by the first of them, which the expression looks at once
        several = sorted((letters for letters in self.sounds if len(letters) > 1), key=len, reverse=True)
        groups: dict[str, list[str]] = {}
        for letters in several:
            groups.setdefault(letters[0], []).append(re.escape(letters[1:]))
        self.several = re.compile("|".join([f"{re.escape(head)}(?:{'|'.join(rest)})" for head, rest in groups.items()]))
        # one sign of the private use area stands for several letters until all are turned into sounds; what is no letter is not heard
        self.one = {letters: chr(0xE000 + at) for at, letters in enumerate(several)}
        heard = {ord(self.one.get(letters, letters)): signs for letters, signs in self.sounds.items()}
        self.heard: defaultdict[int, str] = defaultdict(str, heard)

    def marked(self, word: str) -> str:
        """A word with its marks and with one sign for letters that are heard together."""
        return self.several.sub(lambda found: self.one[found.group()], f"{_START}{word}{_END}")


COSTS = _Costs()
_LETTERS = _Letters()
_DOUBLED = re.compile(r"(.)\1+")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")


def _plain(word: str) -> str:
    """Small letters; marks that the table of letters does not know are taken off; unknown scripts in ASCII."""
    low = word.lower()
    if _LETTERS.known.issuperset(low):
        return low
    out = []
    for c in unicodedata.normalize("NFC", low):
        if c in _LETTERS.known:
            out.append(c)
        else:
            base = _MARKS.sub("", unicodedata.normalize("NFKD", c))
            out.append(base if all(b in _LETTERS.known for b in base) else "".join(x for x in anyascii(c).lower() if x.isalpha()))
    return "".join(out)


def spelt(word: str) -> list[tuple[str, str]]:
    """The sounds of a word, each sign with the letters that it is spelt with (empty for the second sign of one letter)."""
    letters = {one: several.strip(_START + _END) for several, one in _LETTERS.one.items()}
    out: list[tuple[str, str]] = []
    for one in _LETTERS.marked(_plain(word)):
        out.extend(("" if at else letters.get(one, one), sign) for at, sign in enumerate(_LETTERS.heard[ord(one)]))
    return [pair for at, pair in enumerate(out) if not at or pair[1] != out[at - 1][1]]


@lru_cache(maxsize=100_000)
def sounds(word: str) -> str:
    """Signs of one word; doubled signs once. Digits and signs that are no letters give nothing."""
    signs = _LETTERS.marked(_plain(word)).translate(_LETTERS.heard)
    return _DOUBLED.sub(r"\1", signs) if _DOUBLED.search(signs) else signs


@lru_cache(maxsize=100_000)
def skeleton(signs: str) -> str:
    """Consonant classes of a word's sounds: what stays the same under most renderings."""
    return signs.translate(COSTS.classes)


@lru_cache(maxsize=100_000)
def mass(signs: str) -> float:
    """What a word's sounds weigh: the sum of their prices alone."""
    return sum(map(COSTS.alone.__getitem__, signs))


def common_ends(a: str, b: str) -> tuple[int, int]:
    """How many signs both words begin with and, of the others, end with, that can be left out of a comparison.

    They cost nothing and are left out where no other way can be cheaper: where neither word has a sign that it would be cheaper to make of the
    common one than to add (`COSTS.dearer`).
    """
    start, short = 0, min(len(a), len(b))
    dearer = COSTS.dearer
    while start < short and (sign := a[start]) == b[start] and dearer[sign].isdisjoint(a) and dearer[sign].isdisjoint(b):
        start += 1
    end = 0
    while end < short - start and (sign := a[-1 - end]) == b[-1 - end] and dearer[sign].isdisjoint(a) and dearer[sign].isdisjoint(b):
        end += 1
    return start, end


def walk(a: str, b: str, most: float = math.inf) -> list[list[float]]:
    """Costs of all beginnings of `a` against all of `b`; empty where the whole costs more than `most`."""
    alone, change = COSTS.alone, COSTS.change
    pairs = [(y, alone[y]) for y in b]
    row = [0.0]
    for _, cost in pairs:
        row.append(row[-1] + cost)
    rows = [row]
    for x in a:
        ax = alone[x]
        changes = change[x]
        diagonal = row[0]
        left = lowest = diagonal + ax
        new = [left]
        for (y, cost), up in zip(pairs, row[1:], strict=True):
            best = diagonal + changes[y]
            if up + ax < best:
                best = up + ax
            if left + cost < best:
                best = left + cost
            diagonal = up
            left = best
            new.append(best)
            if best < lowest:
                lowest = best
        if lowest > most:
            return []
        row = new
        rows.append(row)
    return rows if row[-1] <= most else []


def distance(a: str, b: str, most: float = math.inf) -> float:
    """Cheapest way from one word's sounds to another's (weighted edit distance); `most` where it is more than that."""
    start, end = common_ends(a, b)
    rows = walk(a[start : len(a) - end], b[start : len(b) - end], most)
    return rows[-1][-1] if rows else most


class Change(msgspec.Struct, frozen=True, gc=False):
    """One step of the way: index of the sign in the first word and in the second (-1 where one has nothing), its price."""

    a: int
    b: int
    cost: float


def changes(a: str, b: str) -> list[Change]:
    """The steps that `distance` adds up, without those that cost nothing; for reasons in words."""
    alone, change, rows = COSTS.alone, COSTS.change, walk(a, b)
    out: list[Change] = []
    i, j = len(a), len(b)
    while i or j:
        here = rows[i][j]
        if i and j and abs(here - rows[i - 1][j - 1] - change[a[i - 1]][b[j - 1]]) < 1e-9:
            i, j = i - 1, j - 1
            out.append(Change(i, j, change[a[i]][b[j]]))
        elif i and abs(here - rows[i - 1][j] - alone[a[i - 1]]) < 1e-9:
            i -= 1
            out.append(Change(i, -1, alone[a[i]]))
        else:
            j -= 1
            out.append(Change(-1, j, alone[b[j]]))
    return [c for c in reversed(out) if c.cost > 0]


def likeness(a: str, b: str, least: float = 0.0) -> float:
    """1 for words of the same sounds, 0 for words that share none: distance against what both weigh. 0 also below `least`."""
    if a == b:
        return 1.0
    weight = max((mass(a) + mass(b)) / 2, LEAST)
    most = (1 - least) * weight
    way = distance(a, b, most + 1e-9)
    return max(0.0, 1.0 - way / weight) if way <= most else 0.0
