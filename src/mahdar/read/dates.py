"""Full dates in furniture: day, month name and year, or figures. Works on tokens of short stretches of folded text."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from mahdar.read.rules import Lexicon, ResidueRules
from mahdar.text import Token, tokens

_FIGURES = re.compile(r"(?<![\d/.-])(?:(\d{4}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})|(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\6 ?(\d{4}))(?![\d/-])")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")


class FoundDate(NamedTuple):
    """A date with the tokens [start, end) that say it. Parts that are not said are None."""

    day: int
    month: int
    year: int | None
    start: int
    end: int


def _number(token: Token, low: int, high: int) -> int | None:
    text = token.text
    return int(text) if text.isdecimal() and len(text) <= 4 and low <= int(text) <= high else None


def _month(words: list[Token], at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Month and the token after its name, two words tried before one."""
    if at >= len(words) or not words[at].word or words[at].text.isdecimal():
        return None
    if at + 1 < len(words) and words[at + 1].word:
        month = lexicon.month(words[at].text + " " + words[at + 1].text)
        if month:
            return month, at + 2
    month = lexicon.month(words[at].text)
    return (month, at + 1) if month else None


def _sign(words: list[Token], at: int, signs: str) -> bool:
    return at < len(words) and not words[at].word and words[at].text in signs


def _day_and_month(words: list[Token], at: int) -> FoundDate | None:
    """Day and month in figures before a bracket ("30 - 1 (AGENCY)"), as an agency sets them after the city; no year is told."""
    month = _number(words[at + 2], 1, 12) if at + 3 < len(words) and _sign(words, at + 1, "-\u2013") else None
    day = int(words[at].text)
    if month is None or not _sign(words, at + 3, "("):
        return None
    try:
        datetime.date(2000, month, day)
    except ValueError:
        return None
    return FoundDate(day, month, None, at, at + 3)


def date_at(words: list[Token], at: int, lexicon: Lexicon, rules: ResidueRules) -> FoundDate | None:
    """The date whose first token is `at`: `13 October`, `13/October/2020`, `13 October/ October 2020`, `October 13, 2020`."""
    day = _number(words[at], 1, 31)
    if day is not None:
        bare = _day_and_month(words, at)
        if bare is not None:
            return bare
        found = _month(words, at + (2 if _sign(words, at + 1, "/-") else 1), lexicon)
        if not found:
            return None
        month, end = found
        # The same month by its other name beside it.
        if _sign(words, end, "/(-"):
            other = _month(words, end + 1, lexicon)
            if other and other[0] == month:
                end = other[1] + (1 if _sign(words, end, "(") and _sign(words, other[1], ")") else 0)
    else:
        found = _month(words, at, lexicon)
        if not found:
            return None
        month, end = found
        day = _number(words[end], 1, 31) if end < len(words) else None
        if day is None:
            return None
        end += 1
    year_at = end + 1 if _sign(words, end, ",،/-") else end
    year = _number(words[year_at], 1900, 2100) if year_at < len(words) else None
    if year is not None:
        end = year_at + 1
        if end < len(words) and words[end].text in rules.eras:
            end += 1
    try:
        datetime.date(year or 2000, month, day)
    except ValueError:
        return None
    return FoundDate(day, month, year, at, end)


def date_in(words: list[Token], lexicon: Lexicon, rules: ResidueRules) -> FoundDate | None:
    """The first date with a year, with the day and the month in words."""
    for at in range(len(words)):
        if words[at].word:
            found = date_at(words, at, lexicon, rules)
            if found and found.year is not None:
                return found
    return None


def figures(text: str) -> tuple[str | None, int, int] | None:
    """Place in `text` of a date in figures, with its ISO form (None where day and month could be exchanged)."""
    m = _FIGURES.search(text)
    if not m:
        return None
    if m[1]:
        year, month, day = int(m[1]), int(m[3]), int(m[4])
    else:
        day, month, year = int(m[5]), int(m[7]), int(m[8])
        if day <= 12 and month <= 12 and day != month:
            return None, m.start(), m.end()
        if month > 12:
            day, month = month, day
    try:
        return datetime.date(year, month, day).isoformat(), m.start(), m.end()
    except ValueError:
        return None


def date_line(line: str, lexicon: Lexicon, rules: ResidueRules) -> tuple[str | None, int, int] | None:
    """ISO date (None where it can be read in two ways) and its place, where the (folded) line is nothing but a date of publishing."""
    if len(line) > 140 or not any(c.isdecimal() for c in line):
        return None
    found = figures(line)
    words = tokens(line)
    if found:
        iso, start, end = found
    else:
        date = date_in(words, lexicon, rules)
        if not date or date.year is None:
            return None
        iso = datetime.date(date.year, date.month, date.day).isoformat()
        start, end = words[date.start].start, words[date.end - 1].end
    rest = [t.text for t in words if t.word and not (start <= t.start < end) and not t.text.isdecimal()]
    foreign = [w for w in rest if w not in rules.fillers and w not in rules.eras and w not in rules.joiners and w not in rules.outlets]
    if rules.stamp.search(line) and len(foreign) <= 6:
        return iso, start, end
    bullet = not line.lstrip()[:1].isalnum() or "|" in line
    if not foreign or (bullet and len(foreign) <= 3) or (_CLOCK.search(line) and len(foreign) <= 2):
        return iso, start, end
    return None
