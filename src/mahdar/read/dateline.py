"""Datelines and bylines: the opening words that say where, when, by whom and for which agency a report was filed.

A head is read as a row of segments (city, date, agency, outlet, desk, name) parted by signs; it counts only when every segment is
understood or stands where a reporter's name stands. The same grammar reads the author field that comes with a report.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

import msgspec

from mahdar.model import Dateline
from mahdar.read.dates import FoundDate, date_at
from mahdar.read.rules import Lexicon, ResidueRules
from mahdar.text import Token, fold, folded, tokens

LONE_STRETCH = re.compile(r"(?<!\S)\u0640+(?!\S)")  # a stretching sign standing alone is set for a dash
_WINDOW = 170  # code points of a line looked at
_STRONG = frozenset(":-\u2013\u2014\u2015\u0640|)]")
_COMMAS = frozenset(",\u060c")
_EARLY = re.compile(r"[^:/|()\[\]\u2013\u2014\u2015-]{0,70}[:/|()\[\]\u2013\u2014\u2015-]")
_WHOLE = 120  # code points of a line that is a head and nothing else, at most
_NAME = 4  # words of a reporter's name at most


class Head(msgspec.Struct, gc=False):
    """What a head says. `start`, `end`: folded offsets in the line, the signs after the head taken in."""

    start: int = 0
    end: int = 0
    cities: list[tuple[str, str | None]] = []
    unknown: list[str] = []
    agency: str | None = None
    agency_at: tuple[int, int] | None = None
    outlet: str | None = None
    outlet_at: tuple[int, int] | None = None
    names_at: list[tuple[int, int]] = []
    desk: bool = False
    date: FoundDate | None = None
    colon: bool = False

    @property
    def dateline(self) -> bool:
        return bool(self.cities or self.date or self.agency)

    def where(self) -> tuple[str | None, str | None]:
        """The one city, or none where several are named."""
        places = list(dict.fromkeys(self.cities))
        if len(places) == 1:
            return places[0]
        countries = {country for _, country in places}
        return None, countries.pop() if len(countries) == 1 else None


class _Segment(NamedTuple):
    kind: str  # city date agency outlet either desk wires origin name skip
    start: int  # tokens
    end: int
    value: object = None


def agency_of(form: str, rules: ResidueRules, lexicon: Lexicon, *, alone: bool) -> str | None:
    """The agency of a folded form, with or without the word for agency before it.

    `alone`: the form fills its place between signs, so a name that elsewhere needs that word, or brackets, to be one will do.
    """
    agency = lexicon.agency(form)
    if agency:
        return agency
    for prefix in rules.agency_words:
        if form.startswith(prefix):
            return lexicon.agency(form[len(prefix) :])
    if not alone:
        return None
    return lexicon.agency(f"({form})") or next((found for prefix in rules.agency_words if (found := lexicon.agency(prefix + form))), None)


def _known(words: list[Token], at: int, stop: int, lexicon: Lexicon, rules: ResidueRules, own: str) -> _Segment | None:
    """The longest understood segment that begins at token `at` and does not reach over `stop`."""
    date = date_at(words, at, lexicon, rules)
    if date:
        return _Segment("date", at, date.end, date)
    # Initials of agencies have stops or none between the letters: both forms are asked for without stops.
    most = 7 if len(words[at].text) < 3 else 5
    for size in range(min(most, stop - at), 0, -1):
        part = words[at : at + size]
        if not part[-1].word or any(not t.word and t.text != "." for t in part):
            continue
        form = " ".join(t.text for t in part if t.word)
        if form == own or form in rules.outlets:
            # A paper named after a city: which of the two is meant is settled when the whole head is known.
            city = lexicon.city(form) if form != own else None
            return _Segment("either" if city else "outlet", at, at + size, city)
        if form in rules.wires:
            return _Segment("wires", at, at + size)
        agency = agency_of(form, rules, lexicon, alone=at + size == stop)
        if agency:
            return _Segment("agency", at, at + size, agency)
        if form in rules.desks:
            return _Segment("desk", at, at + size)
        if form in rules.origin:
            return _Segment("origin", at, at + size)
        if all(t.word for t in part):
            city = lexicon.city(form)
            if city:
                return _Segment("city", at, at + size, city)
    return None


def _run(words: list[Token], at: int) -> int:
    """Token after the run of words that begins at `at` (a stop after a single letter belongs to the run)."""
    while at < len(words) and (words[at].word or (words[at].text == "." and at and len(words[at - 1].text) == 1)):
        at += 1
    return at


def _segments(words: list[Token], lexicon: Lexicon, rules: ResidueRules, own: str) -> list[_Segment]:
    """Segments from the first token on, as long as they are understood or may be a name."""
    found: list[_Segment] = []
    at = 0
    while at < len(words) and len(found) < 9:
        if not words[at].word:
            at += 1
            continue
        stop = _run(words, at)
        known = _known(words, at, stop, lexicon, rules, own)
        if known is None and not any(s.kind == "date" for s in found):
            # A date of another calendar before the one that counts: number, word, year.
            known = _other_calendar(words, at, rules)
        joined = known is not None and known.end < len(words) and words[known.end].word
        if known and joined and not _goes_on(words, known, lexicon, rules, own):
            break  # a city at the beginning of the story itself
        if known:
            found.append(known)
            at = known.end
            continue
        size = sum(1 for t in words[at:stop] if t.word)
        first = words[at].text
        if size > _NAME or first in rules.story or first.isdecimal():
            break
        # After a city and a comma stands its country or region, not a reporter.
        region = bool(found) and found[-1].kind == "city" and words[at - 1].text in _COMMAS
        found.append(_Segment("skip" if region else "name", at, stop))
        at = stop
    return found


def _goes_on(words: list[Token], known: _Segment, lexicon: Lexicon, rules: ResidueRules, own: str) -> bool:
    """Whether the word straight after an understood segment, no sign between, is a segment too (`Cairo 5 May`)."""
    at = known.end
    if known.kind == "origin":
        return True
    return _known(words, at, _run(words, at), lexicon, rules, own) is not None or _other_calendar(words, at, rules) is not None


def _other_calendar(words: list[Token], at: int, rules: ResidueRules) -> _Segment | None:
    if words[at].text in rules.joiners or words[at].text in rules.eras:
        return _Segment("skip", at, at + 1)
    if words[at].text.isdecimal():
        for size in (2, 3):
            end = at + size
            if end < len(words) and all(t.word for t in words[at:end]) and re.fullmatch("1[34]\\d\\d", words[end].text):
                return _Segment("skip", at, end + 1)
    return None


def read_head(line: str, rules: ResidueRules, lexicon: Lexicon, source: str | None, *, first: bool = True) -> Head | None:
    """The dateline or byline that the folded `line` begins with, or None. `first`: the line opens the body (weaker signs will do)."""
    window = line[:_WINDOW]
    # Most lines are story: a head's first sign comes early, or the head is the whole of a short line.
    if not _EARLY.match(window) and len(line) > _WHOLE:
        return None
    words = tokens(window)
    whole = len(line) <= _WINDOW
    own = folded(source) if source else ""
    found = _segments(words, lexicon, rules, own)
    # Shorten from the right until what is left stands as a head.
    while found:
        end = found[-1].end
        ends_line = whole and not any(t.word for t in words[end:])
        separator = _separator(window, words, end)
        if _stands(found, separator, ends_line, first):
            stop = words[end - 1].end + len(separator) if not ends_line else len(window)
            return _head(found, words, line, stop)
        found.pop()
    return None


def _separator(window: str, words: list[Token], end: int) -> str:
    a = words[end - 1].end
    b = next((t.start for t in words[end:] if t.word), len(window))
    between = window[a:b]
    # A mark that opens a quotation belongs to the story.
    opening = re.search("[«“\"‘']+$", between.rstrip())
    return between[: opening.start()] if opening and between[: opening.start()].strip() else between


def _stands(found: list[_Segment], separator: str, ends_line: bool, first: bool) -> bool:
    kinds = [s.kind for s in found]
    strong = bool(set(separator) & _STRONG) or separator.strip() == "/"
    if not strong and not ends_line:
        return False
    if kinds[-1] in ("skip", "origin") or kinds[0] == "origin":
        return False
    names = kinds.count("name")
    known = len(kinds) - names - kinds.count("skip")
    if not known or names > 2:
        return False
    if kinds[-1] == "name" and not (ends_line or ":" in separator):
        return False
    if kinds[-1] == "name" and known == 1 and kinds[0] == "date":
        return False
    if kinds == ["desk"] or kinds == ["date"]:
        return False
    return first or known + names >= 2


def _head(found: list[_Segment], words: list[Token], line: str, stop: int) -> Head:
    head = Head(start=0, end=min(stop, len(line)))
    cities: list[tuple[str, str | None]] = []
    # Names of cities that are names of papers too are cities where no other city is named.
    either = "outlet" if any(s.kind == "city" for s in found) else "city"
    for segment in found:
        s = segment._replace(kind=either) if segment.kind == "either" else segment
        a, b = words[s.start].start, words[s.end - 1].end
        if s.kind == "city" and isinstance(s.value, tuple):
            cities.append(s.value)
        elif s.kind == "agency" and head.agency is None and isinstance(s.value, str):
            head.agency, head.agency_at = s.value, (a, b)
        elif s.kind == "outlet" and head.outlet is None:
            head.outlet, head.outlet_at = line[a:b], (a, b)
        elif s.kind == "date" and isinstance(s.value, FoundDate):
            head.date = s.value
        elif s.kind == "name":
            head.names_at = [*head.names_at, (a, b)]
        elif s.kind in ("desk", "wires"):
            head.desk = True
    head.cities = cities
    return head


class Author(NamedTuple):
    """What the author field says: the field cleaned, the head read from it, names of reporters as printed."""

    printed: str
    head: Head | None
    names: list[str]


def read_author(author: str | None, rules: ResidueRules, lexicon: Lexicon, source: str | None) -> Author | None:
    """Reads the author field: `City - agency`, `Outlet: name (City)`, a name alone."""
    if not author:
        return None
    printed = " ".join(LONE_STRETCH.sub("-", html.unescape(author)).split()).strip(" :-–—،,|/.").strip()
    if not any(c.isalpha() for c in printed):
        return None
    if len(printed) > _WINDOW or len(printed.split()) > 14:
        return Author(printed, None, [])
    folds = fold(printed)
    view = folds.text
    words = tokens(view)
    own = folded(source) if source else ""
    segments: list[_Segment] = []
    at = 0
    while at < len(words):
        if not words[at].word:
            at += 1
            continue
        stop = _run(words, at)
        known = _known(words, at, stop, lexicon, rules, own)
        if known is None:
            # A name runs up to the next sign or to a word like "from" before a city.
            end = next((i for i in range(at + 1, stop) if words[i].text in rules.origin), stop)
            known = _Segment("name", at, end)
        segments.append(known)
        at = known.end
    head = _head(segments, words, view, len(view)) if any(s.kind != "name" for s in segments) else None
    spans = [folds.span(a, b) for a, b in head.names_at] if head else []
    return Author(printed, head, [printed[s.start : s.end] for s in spans] if head else [printed])


def to_dateline(head: Head, start: int, end: int) -> Dateline:
    """The record of a head; `start` = `end` = -1 where it stands in the author field alone."""
    city, country = head.where()
    date = head.date
    return Dateline(start, end, city, country, date.day if date else None, date.month if date else None, date.year if date else None)
