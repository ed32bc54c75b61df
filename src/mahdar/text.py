"""Text and its folded view: the one place that does offset arithmetic.

`fold` gives the form that patterns are compared in (vowel signs, tatweel and direction marks dropped, letters unified, runs of blanks made
one, capital letters lowered) together with the map back to the stored text. Everything else in the program matches on `Folded.text` and turns
what it found into a `Span` with `Folded.span`. A span that ends on a letter takes in the marks after it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

import msgspec

from mahdar.model import Span

# Letters that spelling variants of Arabic-script languages confuse (Unicode chart U+0600), one to one so that most offsets stay put.
_UNIFY = {
    "\u0623": "\u0627", "\u0625": "\u0627", "\u0622": "\u0627", "\u0671": "\u0627",
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u0626": "\u064a", "\u0624": "\u0648",
    "\u0629": "\u0647", "\u06c0": "\u0647", "\u06be": "\u0647", "\u06c1": "\u0647", "\u06c3": "\u0647", "\u06d5": "\u0647",
    "\u06a9": "\u0643", "\u00a0": " ", "\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n",
    "\u202f": " ", "\u2009": " ", "\u3000": " ", "\u2007": " ",
}  # fmt: skip
_ON_YA, _ON_WAW, _WAW = "\u0626", "\u0624", "\u0648"
_DIGITS = {chr(0x0660 + d): str(d) for d in range(10)} | {chr(0x06F0 + d): str(d) for d in range(10)}
_DROP = "\u0640\u00ad\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0300-\u036f"
_DROPPED = re.compile(f"[{_DROP}]+|(?<=[ \n]) +| +(?=\n)")
_MARKS = re.compile(f"[{_DROP}]+")  # the same for a text without blanks to drop: several times as fast
_DIGIT = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_CAPITALS = re.compile("[\u0401A-Z\u0410-\u042f]+")
WORD = re.compile(r"\w+")


class Folded(msgspec.Struct, frozen=True, gc=False):
    """A folded copy of a text. Stretches of it stand in the stored text without a gap: `begins` is where each begins in the folded text,
    `origins` where in the stored one, `closes` where there its last code point (with the marks after it) ends. All three are empty when
    nothing was dropped and offsets are the same."""

    text: str
    begins: list[int]
    origins: list[int]
    closes: list[int]

    def span(self, start: int, end: int) -> Span:
        """Stored-text span of folded range [start, end)."""
        if not self.begins:
            return Span(start, end)
        k = bisect_right(self.begins, start) - 1
        first = self.origins[k] + start - self.begins[k] if start < len(self.text) else self.closes[-1]
        if start >= end:
            return Span(first, first)
        k = bisect_left(self.begins, end) - 1
        whole = end == (self.begins[k + 1] if k + 1 < len(self.begins) else len(self.text))
        return Span(first, self.closes[k] if whole else self.origins[k] + end - self.begins[k])

    def at(self, offset: int) -> int:
        """Folded offset of the first folded code point that begins at or after `offset` of the stored text."""
        if not self.begins:
            return min(offset, len(self.text))
        k = bisect_right(self.origins, offset) - 1
        after = self.begins[k + 1] if k + 1 < len(self.begins) else len(self.text)
        return min(self.begins[k] + offset - self.origins[k], after) if k >= 0 else 0


def _compose(text: str) -> str:
    """Presentation forms to letters; only where it keeps the length, so that offsets hold."""
    out = []
    for c in text:
        d = unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufeff" and c != "\ufeff" else c
        out.append(d if len(d) == 1 else c)
    return "".join(out)


_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


def _unified(text: str) -> str:
    """Letters, digits and blanks unified and capitals lowered, one to one. A scan for each letter is several times as fast as `translate`."""
    # hamza between vowels has its seat on ya or on waw, by the school of spelling
    text = text.replace(_ON_YA + _WAW, _ON_WAW + _WAW)
    for letter, plain in _UNIFY.items():
        text = text.replace(letter, plain)
    if _DIGIT.search(text):
        for letter, plain in _DIGITS.items():
            text = text.replace(letter, plain)
    return _CAPITALS.sub(lambda m: m.group().lower(), text)


def _fold(text: str) -> Folded:
    if _PRESENTATION.search(text):
        text = _compose(text)
    text = _unified(text)
    blanks = "  " in text or " \n" in text or "\n " in text
    drops = [m.span() for m in (_DROPPED if blanks else _MARKS).finditer(text)]
    if not drops:
        return Folded(text, [], [], [])
    parts: list[str] = []
    begins: list[int] = []
    origins: list[int] = []
    closes: list[int] = []
    at = size = 0
    for a, b in [*drops, (len(text), len(text))]:
        if a > at:
            parts.append(text[at:a])
            begins.append(size)
            origins.append(at)
            closes.append(a)
            size += a - at
        if closes and a < b and not text[a].isspace():
            closes[-1] = b
        at = b
    return Folded("".join(parts), begins, origins, closes)


@lru_cache(maxsize=2)
def fold(text: str) -> Folded:
    """The folded view of `text`. Linear in its length. The last views are kept: the stages fold the same report one after the other."""
    return _fold(text)


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """The folded form of a short text (a pattern, a name), without the map."""
    return " ".join(_fold(text).text.split())


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word or a sign of the folded text: `text` is folded, offsets are folded offsets; `word` is False for a sign."""

    start: int
    end: int
    text: str
    word: bool


_TOKEN = re.compile(r"(\w+(?:['\u2019]\w+)*)|[^\w\s]")


def tokens(view: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words and signs of a folded text, in order."""
    stop = len(view) if end is None else end
    return [Token(m.start(), m.end(), m[0], m.lastindex == 1) for m in _TOKEN.finditer(view, start, stop)]
