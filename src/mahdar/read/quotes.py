"""Quotations: what stands between quotation marks of any kind, nested ones too. Linear in the text.

Spans given out are the words between the marks, without the marks. A quotation never runs past its paragraph:
one that is not closed ends there.
"""

from __future__ import annotations

import re

from mahdar.model import Span

# one set of signs first, so that the search leaps from sign to sign; a lone ` is no mark
_MARK = re.compile("[\"'«»“”„‟‘’‹›`](?:(?<=')'|(?<=`)`)?")
# Families: marks that open and close each other. Papers set curved marks the wrong way round, so shape and what is open decide,
# not the mark alone.
_FAMILY = {
    "«": "a",
    "»": "a",
    "“": "c",
    "”": "c",
    "„": "c",
    "‟": "c",
    '"': "d",
    "''": "t",
    "``": "t",
    "'": "s",
    "‘": "s",
    "’": "s",
    "‹": "g",
    "›": "g",
}
_OPENS = frozenset("«“„‘‹")
_CLOSES = frozenset("»”’›")
_DEPTH = 3
_STOP = re.compile(r"[.!?\u061f](?=\s)")


class Quotation:
    """A quotation with its marks: `outer` spans marks and words, `inner` the words alone. `closed` is False where the mark is missing."""

    __slots__ = ("closed", "inner", "outer")

    def __init__(self, outer: Span, inner: Span, closed: bool) -> None:
        self.outer, self.inner, self.closed = outer, inner, closed


def _alnum(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalnum()


def _blank(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at].isspace()


def _last_stop(text: str, start: int, end: int) -> int:
    """Where the last sentence of `text[start:end]` that a space follows ends, or 0."""
    return max((m.start() for m in _STOP.finditer(text, start, end)), default=0)


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Quotations of one paragraph `text[start:end]`, in order of their beginnings."""
    found: list[Quotation] = []
    stack: list[tuple[str, int, int]] = []  # family, start of mark, end of mark
    odd = text.count('"', start, end) % 2 == 1  # one mark of the kind that opens and closes is missing
    for m in _MARK.finditer(text, start, end):
        mark, a, b = m.group(), m.start(), m.end()
        family = _FAMILY.get(mark)
        if family is None:
            continue
        if family == "s" and _alnum(text, a - 1) and _alnum(text, b):
            continue  # an apostrophe
        at = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == family), -1)
        before, after = _blank(text, a - 1) or a == start, _blank(text, b) or b == end
        if mark in _OPENS and not (at >= 0 and after and not before):
            opens = True
        elif mark in _CLOSES and at >= 0:
            opens = False
        elif at < 0:
            # A lone single mark or a closing one after a word is no beginning.
            opens = not (family == "s" and (not before or after)) and not (mark in _CLOSES and after)
            if not opens:
                continue
        else:
            opens = before and not after and family == "d" and at == len(stack) - 1 and text[a - 1 : a] not in ("", "\n")
            if opens and odd and (stop := _last_stop(text, stack[at][2], a)):
                # a sentence has ended since, and another quotation opens: the first was never closed
                _, s, e = stack.pop(at)
                _add(found, text, s, e, stop, stop, closed=False)
                odd = False
        if opens:
            if len(stack) < _DEPTH:
                stack.append((family, a, b))
        else:
            _, s, e = stack[at]
            del stack[at:]
            _add(found, text, s, e, a, b, closed=True)
    for family, s, e in stack:
        if family != "s":
            _add(found, text, s, e, end, end, closed=False)
    found.sort(key=lambda q: (q.outer.start, -q.outer.end))
    return found


def _add(found: list[Quotation], text: str, s: int, e: int, a: int, b: int, *, closed: bool) -> None:
    while e < a and text[e].isspace():
        e += 1
    while a > e and text[a - 1].isspace():
        a -= 1
    if a > e:
        found.append(Quotation(Span(s, max(b, a)), Span(e, a), closed))
