"""Words inside names that are not names (particles, titles, legal forms) and sets of short forms: data/nameword.tsv and data/short.tsv, looked up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from mahdar.resolve.sounds import table

# Kinds of words that lead to a name: a text of nothing else holds none.
LEADING = ("article", "nasab", "joins", "particle")

_UNIFY = str.maketrans(
    {0x649: "\u064a", 0x6CC: "\u064a", 0x6A9: "\u0643", 0x629: "\u0647", 0x6C0: "\u0647", 0x623: "\u0627", 0x625: "\u0627", 0x622: "\u0627"}
)
_DROP = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")


# Text of Arabic or of Cyrillic letters alone, without marks.
PLAIN = re.compile("[\u0621-\u063a \u0641-\u064a]+|[\u0401 \u0410-\u044f \u0451]+")


@lru_cache(maxsize=100_000)
def folded_word(text: str) -> str:
    """Small letters without marks, unified letters of Arabic script: the form in which word lists are looked up."""
    if text.isascii():
        return text.lower()
    return text.translate(_FOLDED) if PLAIN.fullmatch(text) else _folded(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return unicodedata.normalize("NFC", _DROP.sub("", decomposed)).translate(_UNIFY)


_FOLDED = {point: _folded(chr(point)) for point in range(0x400, 0x650) if PLAIN.fullmatch(chr(point))}


class Words:
    """The lists of nameword.tsv by kind; forms of several words apart, for they are looked for first."""

    def __init__(self) -> None:
        self.kind: dict[str, dict[str, str]] = {}
        self.phrases: dict[str, str] = {}
        for row in table("nameword.tsv"):
            kind = self.kind.setdefault(row["kind"], {})
            for written in row["forms"].split("|"):
                form = written if row["kind"] == "patronymic" else folded_word(written)
                if row["kind"] == "legal" and " " in form:
                    self.phrases[form] = row["value"]
                else:
                    kind[form] = row["value"]
        # a word in none of the lists is a name and nothing else
        self.every = frozenset(form for name, kind in self.kind.items() if name not in ("patronymic", "tail", "prefix") for form in kind)
        self.sets: dict[str, frozenset[int]] = {}
        for number, row in enumerate(table("short.tsv")):
            for form in map(folded_word, row["forms"].split("|")):
                self.sets[form] = self.sets.get(form, frozenset()) | {number}
        self.leading = frozenset().union(*(self.kind[kind] for kind in LEADING))
        self.leading_alone = frozenset().union(*(self.kind[kind] for kind in LEADING[:2]))
        legal = sorted(self.phrases, key=len, reverse=True)
        self.phrase_starts = frozenset(found.group() for phrase in legal if (found := re.search(r"\w+", phrase)))
        self.phrase = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, legal)) + r")(?!\w)")

    def has(self, kind: str, word: str) -> bool:
        return word in self.kind[kind]


WORDS = Words()
