"""Names in Arabic letters spelt in Latin letters, as the press would: the best spellings with their probabilities.

In: a name. Out: up to three spellings of it, each with a probability. A letter (or two) becomes a piece of Latin spelling; how likely each piece
is depends on the letters around it and on the pieces before (counts with backoff, learned by `bench/train_romanise.py`). The best readings are
then weighed with a list of names in Latin letters, so that of two spellings the one that people bear wins.
"""

from __future__ import annotations

import gzip
import heapq
import math
import re
import unicodedata
from functools import lru_cache

import msgspec
from anyascii import anyascii

from mahdar.packs import HOME, optional
from mahdar.resolve.parts import ARTICLE
from mahdar.resolve.sounds import DATA, table

MODEL = DATA / "romanise.msgpack.gz"
BEAM = 24
READINGS = 120
BEST = 3
# Weight of the letters' answer against the list of names, what a listed name gains, and what it gains for being frequent (logarithms).
LETTERS, LISTED, OFTEN = 0.7, 4.0, 0.3
# How often a name of the world data counts as borne (0..9).
KNOWN = 5
# A piece less likely than this is not tried.
LEAST = 2e-3
PIECES = 12
LONGEST = 40
# Levels of one chain of contexts.
CHAIN = 7
LEFT, RIGHT = 3, 4
_BEFORE = "_" * LEFT
_AFTER = "_" * (RIGHT + 1)
_START = ("^", "^", "^")
_SAME = str.maketrans({0x6CC: "\u064a", 0x6A9: "\u0643", 0x6D2: "\u064a", 0x6C1: "\u0647", 0x6BE: "\u0647", 0x671: "\u0627"})
_DROP = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")
_WORD = re.compile("(?:[\u0620-\u064a]|[\u066e-\u06d3]|[\u06fa-\u06ff])+")
Context = tuple[str, ...]


class Weights(msgspec.Struct, array_like=True):
    """The file: `discount` of the counts; for each level contexts (joined by tabs) with pieces and counts; names with 0..9 for how often."""

    discount: float
    levels: list[dict[str, dict[str, int]]]
    listed: dict[str, int]


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


def plain(word: str) -> str:
    """A Latin word without marks, small: the form in which names are listed."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """Words in Arabic letters, without vowel signs, Persian letters as their Arabic forms where these are the same letter."""
    return [w[:LONGEST] for w in _WORD.findall(_DROP.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME))]


def _of_the_world() -> dict[str, int]:
    """Words of the English names of office-holders (world data): spelt there as the press spells them."""
    names = (row.get("en", "") for row in optional(HOME / "world" / "holders.tsv"))
    return {word: KNOWN for name in names for word in plain(name).replace("-", " ").split()}


class Romaniser:
    """The model in memory."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.fixed = {r["word"]: r for r in table("spelt.tsv")}
        self.listed = weights.listed | _of_the_world()
        self.pieces = lru_cache(maxsize=100_000)(self._pieces)

    def _pieces(self, found: tuple[Context, ...]) -> list[tuple[float, str, str]]:
        """Likely pieces in a context: logarithm, letters read, Latin piece; best first."""
        chances: dict[str, float] = {}
        for chain in range(0, len(found), CHAIN):
            for piece, chance in self._chain(chain, found).items():
                chances[piece] = chances.get(piece, 0.0) + chance * CHAIN / len(found)
        best = heapq.nlargest(PIECES, ((c, p) for p, c in chances.items() if c > LEAST))
        out = []
        for chance, piece in best:
            letters, _, spelt = piece.partition("\t")
            out.append((math.log(chance), letters, spelt))
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

    def readings(self, word: str) -> list[tuple[str, float]]:
        """Latin spellings of one word by the letters alone, with logarithms of their weight, best first."""
        padded = _BEFORE + word + _AFTER
        length = len(word)
        beams: list[dict[tuple[tuple[str, str, str], str], float]] = [{} for _ in range(length + 1)]
        beams[0][_START, ""] = 0.0
        for at in range(length):
            for (history, spelt), so_far in heapq.nlargest(BEAM, beams[at].items(), key=lambda item: item[1]):
                pieces = self.pieces(contexts(padded, at + LEFT, history)) or [(0.0, word[at], anyascii(word[at]).lower())]
                for chance, letters, piece in pieces:
                    end = at + len(letters)
                    if end > length or word[at:end] != letters:
                        continue
                    key = ((history[1], history[2], piece), spelt + piece)
                    total = so_far + chance
                    if total > beams[end].get(key, -math.inf):
                        beams[end][key] = total
        sums: dict[str, float] = {}
        for (_, spelt), total in beams[length].items():
            sums[spelt] = sums.get(spelt, 0.0) + math.exp(total)
        best = heapq.nlargest(READINGS, sums.items(), key=lambda item: item[1])
        return [(spelt, math.log(chance)) for spelt, chance in best if spelt and chance > 0]

    def word(self, word: str, best: int = BEST) -> list[tuple[str, float]]:
        """The best spellings of one word, capital first, with probabilities among the readings."""
        fixed = self.fixed.get(word)
        if fixed:
            return [(fixed["spelling"], 1.0)]
        scored = []
        for spelt, chance in self.readings(word):
            often = self.listed.get(plain(spelt))
            scored.append((LETTERS * chance + (LISTED + OFTEN * often if often is not None else 0.0), spelt))
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


def _capital(spelt: str) -> str:
    """Capital first; in front of an apostrophe the letter after it."""
    at = next((i for i, c in enumerate(spelt) if c.isalpha()), 0)
    return spelt[:at] + spelt[at : at + 1].upper() + spelt[at + 1 :]


@lru_cache(maxsize=1)
def load() -> Romaniser:
    """The model that comes with the program."""
    return Romaniser(msgspec.msgpack.decode(gzip.decompress(MODEL.read_bytes()), type=Weights))
