"""Names in Arabic letters spelt in Latin letters, as the press would: the best spellings with their probabilities.

In: a name. Out: up to three spellings of it, each with a probability. A letter (or two) becomes a piece of Latin spelling; how likely each piece
is depends on the letters around it and on the pieces before (counts with backoff, learned by `bench/train_romanise.py`). Two searches run side
by side, one free, one along a list of names in Latin letters. What they find is weighed: how likely the pieces are, how likely the spelling
would be written with these letters, and how many bear a name so spelt.
"""

from __future__ import annotations

import heapq
import lzma
import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec
from anyascii import anyascii

from mahdar.packs import HOME, optional
from mahdar.resolve.parts import ARTICLE
from mahdar.resolve.sounds import DATA, table

MODEL = DATA / "romanise.msgpack.xz"
# So many beginnings are followed at each letter, and so many that begin a listed name.
BEAM, LISTED_BEAM = 24, 32
# So many spellings of each search are weighed.
READINGS = 60
BEST = 3
# How many sources a name of the world data counts for (0..9): it is spelt there as the press spells it.
KNOWN = 9
# A piece less likely than this is not tried.
LEAST = 1e-3
PIECES = 14
LONGEST = 40
# Levels of one chain of contexts, and of the contexts of the way back.
CHAIN, BACK = 7, 4
LEFT, RIGHT = 3, 4
# Chance of a letter that the way back has never seen written for a piece.
NEVER = 1 / 300
# Taken from each count of the way back in favour of the more general one.
BACK_DISCOUNT = 0.7
_BEFORE = "_" * LEFT
_AFTER = "_" * (RIGHT + 1)
_START = ("^", "^", "^")
_SAME = str.maketrans({0x6CC: "\u064a", 0x6A9: "\u0643", 0x6D2: "\u064a", 0x6C1: "\u0647", 0x6BE: "\u0647", 0x671: "\u0627"})
_DROP = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")
_WORD = re.compile("(?:[\u0620-\u064a]|[\u066e-\u06d3]|[\u06fa-\u06ff])+")
# Letters that decomposition leaves as they are.
_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ə": "a"})
Context = tuple[str, ...]
Counts = dict[str, dict[str, int]]
# Latin pieces with the letters that each stands for, in order.
Way = tuple[tuple[str, str], ...]

# What a spelling is weighed by, in the order of the weights.
FEATURES = ("pieces", "back", "listed", "in_sources", "in_census", "sources", "census", "length", "marks")


class Weights(msgspec.Struct, array_like=True):
    """The file: `discount` of the counts; for each level contexts (joined by tabs) with pieces and counts; the same for the way back; names in
    alphabetical order, each with 0..9 for how many sources have it and 0..9 for how many bear it in a census; the weights of FEATURES."""

    discount: float
    levels: list[Counts]
    back: list[Counts]
    names: str
    sources: str
    census: str
    weights: list[float]


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A spelling by the letters alone: as spelt, without marks, how likely (logarithm), and its likeliest pieces."""

    spelt: str
    plain: str
    chance: float
    way: Way


def contexts(padded: str, at: int, history: tuple[str, str, str]) -> tuple[Context, ...]:
    """What a piece depends on, in two chains from the general to the particular: letters around `at`, then pieces before and letters after."""
    a, before, before2 = padded[at], padded[at - 1], padded[at - 2]
    after, after2, after3 = padded[at + 1], padded[at + 2], padded[at + 3]
    third, second, first = history
    return (
        (a,),
        (a, after),
        (before, a, after),
        (before, a, after, after2),
        (before2, before, a, after, after2),
        (before2, before, a, after, after2, after3),
        (first, before2, before, a, after, after2, after3),
        (a,),
        (first, a),
        (first, a, after),
        (second, first, a, after),
        (third, second, first, a, after),
        (third, second, first, a, after, after2),
        (third, second, first, a, after, after2, after3),
    )


def ways_back(way: Way, at: int) -> tuple[Context, ...]:
    """What the letters behind a piece depend on, from the general to the particular: the piece and the spelling around it."""
    piece = way[at][1]
    before = "^" + "".join([p for _, p in way[:at]])
    after = "".join([p for _, p in way[at + 1 :]])[:1] or "$"
    return ((piece,), (piece, after), (before[-1:], piece, after), (before[-2:], piece, after))


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """A Latin word without marks, small: the form in which names are listed."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower().translate(_BARE)) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """Words in Arabic letters, without vowel signs, Persian letters as their Arabic forms where these are the same letter."""
    return [w[:LONGEST] for w in _WORD.findall(_DROP.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME))]


class Names:
    """A list of names in alphabetical order with two digits each: in how many sources, how many bear it."""

    def __init__(self, names: Sequence[str], sources: str, census: str) -> None:
        self.names, self.sources, self.census = names, sources, census

    def begins(self, text: str) -> bool:
        """Whether a name begins so."""
        at = bisect_left(self.names, text)
        return at < len(self.names) and self.names[at].startswith(text)

    def find(self, name: str) -> tuple[int, int] | None:
        """Both digits of a name, None for one that is not listed."""
        at = bisect_left(self.names, name)
        if at == len(self.names) or self.names[at] != name:
            return None
        return int(self.sources[at]), int(self.census[at])


def _of_the_world() -> Names:
    """Words of the English names of office-holders (world data): spelt there as the press spells them."""
    names = (row.get("en", "") for row in optional(HOME / "world" / "holders.tsv"))
    words = sorted({word for name in names for word in plain(name).replace("-", " ").split()})
    return Names(words, str(KNOWN) * len(words), "0" * len(words))


class Romaniser:
    """The model in memory. `more` are lists of names beside the one of the model."""

    def __init__(self, weights: Weights, more: Iterable[Names] = ()) -> None:
        self.weights = weights
        self.fixed = {r["word"]: r for r in table("spelt.tsv")}
        self.lists = (*more, Names(weights.names.split("\n"), weights.sources, weights.census))
        self.pieces = lru_cache(maxsize=100_000)(self._pieces)

    def begins(self, text: str) -> bool:
        return any(names.begins(text) for names in self.lists)

    def listed(self, name: str) -> tuple[int, int] | None:
        """In how many sources a name is and how many bear it, both 0..9; None where it is not listed."""
        found = [digits for names in self.lists if (digits := names.find(name))]
        return (max([a for a, _ in found]), max([b for _, b in found])) if found else None

    def _pieces(self, found: tuple[Context, ...]) -> list[tuple[float, str, str, str]]:
        """Likely pieces in a context: logarithm, letters read, Latin piece, the piece without marks; best first."""
        chances: dict[str, float] = {}
        for chain in range(0, len(found), CHAIN):
            for piece, chance in self._chain(chain, found).items():
                chances[piece] = chances.get(piece, 0.0) + chance * CHAIN / len(found)
        best = heapq.nlargest(PIECES, ((c, p) for p, c in chances.items() if c > LEAST))
        out = []
        for chance, piece in best:
            letters, _, spelt = piece.partition("\t")
            out.append((math.log(chance), letters, spelt, plain(spelt)))
        return out

    def _chain(self, chain: int, found: tuple[Context, ...]) -> dict[str, float]:
        """Chances of pieces by one chain of contexts, each level discounted in favour of the more general one."""
        chances: dict[str, float] = {}
        discount = self.weights.discount
        for level in range(chain, chain + CHAIN):
            counts = self.weights.levels[level].get("\t".join(found[level]))
            if counts is None:
                break
            total = sum(counts.values())
            kept = min(discount * len(counts), total) / total if chances else 0.0
            taken = discount if chances else 0.0
            mixed = {piece: kept * chance for piece, chance in chances.items()}
            for piece, count in counts.items():
                mixed[piece] = mixed.get(piece, 0.0) + max(count - taken, 0.0) / total
            chances = mixed
        return chances

    def readings(self, word: str) -> list[Reading]:
        """Latin spellings of one word by the letters alone, those of both searches, best first."""
        padded = _BEFORE + word + _AFTER
        length = len(word)
        # where in the word: (pieces before, spelling) to (logarithm, way, spelling without marks, whether a listed name begins so)
        beams: list[dict[tuple[tuple[str, str, str], str], tuple[float, Way, str, bool]]] = [{} for _ in range(length + 1)]
        beams[0][_START, ""] = (0.0, (), "", True)
        for at in range(length):
            best = sorted(beams[at].items(), key=lambda item: -item[1][0])
            for (history, spelt), (so_far, way, bare, begun) in [*best[:BEAM], *[b for b in best[BEAM:] if b[1][3]][:LISTED_BEAM]]:
                pieces = self.pieces(contexts(padded, at + LEFT, history)) or [_as_ascii(word[at])]
                for chance, letters, piece, marked in pieces:
                    end = at + len(letters)
                    if end > length or word[at:end] != letters:
                        continue
                    key = ((history[1], history[2], piece), spelt + piece)
                    total = so_far + chance
                    have = beams[end].get(key)
                    if have is None or total > have[0]:
                        text = bare + marked
                        beams[end][key] = (total, (*way, (letters, piece)), text, begun and (not marked or self.begins(text)))
        whole: dict[str, Reading] = {}
        sums: dict[str, float] = {}
        for (_, spelt), (total, way, text, _) in beams[length].items():
            sums[spelt] = sums.get(spelt, 0.0) + math.exp(total)
            if spelt and (spelt not in whole or total > whole[spelt].chance):
                whole[spelt] = Reading(spelt, text, total, way)
        found = [msgspec.structs.replace(r, chance=math.log(sums[s])) for s, r in whole.items() if sums[s] > 0]
        found.sort(key=lambda r: -r.chance)
        return [*found[:READINGS], *[r for r in found[READINGS:] if self.listed(r.plain)][:READINGS]]

    def back(self, way: Way) -> float:
        """How likely the pieces would be written with these letters (logarithm)."""
        total = 0.0
        for at, (letters, _) in enumerate(way):
            chance = NEVER
            for counts, context in zip(self.weights.back, ways_back(way, at), strict=True):
                found = counts.get("\t".join(context))
                if found is None:
                    break
                seen = sum(found.values())
                chance = max(found.get(letters, 0) - BACK_DISCOUNT, 0.0) / seen + BACK_DISCOUNT * len(found) / seen * chance
            total += math.log(chance)
        return total

    def features(self, reading: Reading) -> list[float]:
        """The row of a reading, in the order of FEATURES."""
        listed = self.listed(reading.plain)
        sources, census = listed or (0, 0)
        return [
            reading.chance,
            self.back(reading.way),
            float(listed is not None),
            float(sources > 0),
            float(census > 0),
            float(sources),
            float(census),
            float(len(reading.plain)),
            float(reading.spelt != reading.plain),
        ]

    def word(self, word: str, best: int = BEST) -> list[tuple[str, float]]:
        """The best spellings of one word, capital first, with probabilities among the readings."""
        fixed = self.fixed.get(word)
        if fixed:
            return [(fixed["spelling"], 1.0)]
        weights = self.weights.weights
        scored = [(sum([w * x for w, x in zip(weights, self.features(r), strict=True)]), r.spelt) for r in self.readings(word)]
        if not scored:
            return []
        top = max(score for score, _ in scored)
        total = sum(math.exp(score - top) for score, _ in scored)
        out = [(_capital(spelt), math.exp(score - top) / total) for score, spelt in heapq.nlargest(best, scored)]
        if word.startswith(ARTICLE) and len(word) > 4 and not out[0][0].lower().startswith(("al", "el")):
            # the press writes such a name with the article or without it: one reading, two spellings
            (first, chance), *rest = out
            out = [(first, chance), (f"al-{first}", chance), *rest][:best]
        return out

    def name(self, text: str, best: int = BEST) -> list[tuple[str, float]]:
        """The best spellings of a name of one or more words; empty where no word is in Arabic letters."""
        whole: list[tuple[str, float]] = []
        for word in words_of(text):
            spellings = self.word(word, best)
            if not spellings:
                continue
            both = [(f"{a} {b}".strip(), p * q) for a, p in whole or [("", 1.0)] for b, q in spellings]
            whole = heapq.nlargest(best, both, key=lambda item: item[1])
        return whole


def _as_ascii(letter: str) -> tuple[float, str, str, str]:
    """A piece for a letter that the pairs never showed."""
    spelt = anyascii(letter).lower()
    return 0.0, letter, spelt, spelt


def _capital(spelt: str) -> str:
    """Capital first; in front of an apostrophe the letter after it."""
    at = next((i for i, c in enumerate(spelt) if c.isalpha()), 0)
    return spelt[:at] + spelt[at : at + 1].upper() + spelt[at + 1 :]


@lru_cache(maxsize=1)
def load() -> Romaniser:
    """The model that comes with the program."""
    return Romaniser(msgspec.msgpack.decode(lzma.decompress(MODEL.read_bytes()), type=Weights), [_of_the_world()])
