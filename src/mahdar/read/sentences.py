"""Sentences of a paragraph. Linear in the text; words that matter (abbreviations) come from the rules."""

from __future__ import annotations

import re

from mahdar.model import Span
from mahdar.read.quotes import Quotation
from mahdar.read.rules import ResidueRules
from mahdar.text import folded

_STOP = re.compile("[.؟?!…۔]+")
_LETTER = re.compile(r"[^\W_]")
_ABBREVIATION = 6  # letters of the longest word whose full stop may end no sentence, and one more
# Code points: where a text goes on and on without a stop, its sentences end somewhere, so that what costs the square of a sentence's
# length stays linear in the text's. Longer than any sentence of a report.
LONGEST = 4000
_CLOSERS = frozenset("»\"”’'›)]}")


def sentences(text: str, start: int, end: int, quoted: list[Quotation], rules: ResidueRules) -> list[Span]:
    """Spans of the sentences in `text[start:end]` (one paragraph or a part of it), blanks trimmed; every letter is in one of them."""
    out: list[Span] = []
    begin = start
    index, live = 0, []  # quotations sorted by beginning; those that are open at the stop looked at
    for m in _STOP.finditer(text, start, end):
        if m.start() < begin:
            continue
        at = _stop_end(text, begin, m.start(), m.end(), end, rules)
        if at is None:
            continue
        while index < len(quoted) and quoted[index].outer.start < m.end():
            live.append(quoted[index].outer)
            index += 1
        if live:
            live = [q for q in live if q.end > m.start()]
        if live and not _ends_in_quotation(text, m, at, begin, live):
            continue
        _keep(out, text, begin, at)
        begin = at
    _keep(out, text, begin, end)
    return out


def _stop_end(text: str, begin: int, a: int, b: int, end: int, rules: ResidueRules) -> int | None:
    """Where the sentence ends that has its stop signs at [a, b), or None where the signs end none."""
    signs = text[a:b]
    at = b
    while at < end and text[at] in _CLOSERS:
        at += 1
    following = text[at] if at < end else " "
    if signs == ".":
        before = text[a - 1] if a > begin else " "
        if before.isdigit() and following.isdigit():
            return None
        if not following.isspace() and (before.isascii() and following.isascii()) and before.isalnum():
            return None  # an address
        word = _word_before(text, begin, a)
        if word and at == b and a - len(word) >= begin:
            if len(word) == 1 and word.isalpha():
                left = text[max(begin, a - 4) : a - 1].rstrip()
                if not (left and left[-1].isdigit()):
                    return None  # an initial or a title of one letter
            elif folded(word) in rules.abbreviations:
                return None
            elif word.isdigit() and not text[begin : a - len(word)].strip():
                return None  # the number of a point in a list
    elif signs == ".." and at == b:
        rest = text[at : at + 24].lstrip()
        if not rest.startswith(rules.openers or ("\0",)):
            return None
    return at


def _word_before(text: str, begin: int, a: int) -> str:
    i = a
    low = max(begin, a - _ABBREVIATION)
    while i > low and (text[i - 1].isalnum() or text[i - 1] == "\u0640"):
        i -= 1
    return text[i:a]


def _ends_in_quotation(text: str, m: re.Match[str], at: int, begin: int, live: list[Span]) -> bool:
    """Whether a stop inside quotation marks ends the sentence: not a short remark in a sentence that runs on."""
    outer = min(live)
    close = outer.end
    if at >= close:
        # The stop is the last thing quoted: a full stop ends the sentence that quotes, a question or a cry need not.
        rest = text[at : at + 2]
        return m.group()[0] in ".…" or not rest.strip() or rest.startswith("\n")
    inside_before = m.start() - max(outer.start, begin)
    return inside_before > 15 and close - at > 15


def _keep(out: list[Span], text: str, a: int, b: int) -> None:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    while b - a > LONGEST:
        cut = max(text.rfind(sign, a + 1, a + LONGEST) for sign in " \n")
        cut = cut if cut > a else a + LONGEST
        _keep(out, text, a, cut)
        a = cut
        while a < b and text[a].isspace():
            a += 1
    if a >= b:
        return
    if _LETTER.search(text, a, b):
        out.append(Span(a, b))
    elif out:
        out[-1] = Span(out[-1].start, b)
