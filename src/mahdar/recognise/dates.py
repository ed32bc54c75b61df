"""Date expressions of a report with their worked-out values.

In: an `Analysis` (tokens, matches) and the `Anchor` it counts from. Out: one `When` for each expression, in order: `when_line` makes the
words of time a line of symbols, `when_rules` reads single expressions, this module joins them (the same day in two calendars, a first and
a last day). Nothing here reads the clock.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from operator import attrgetter

import msgspec

from mahdar.model import FROM_EARLIER, FROM_PUBLISHED
from mahdar.recognise.analysis import Analysis, When
from mahdar.recognise.when_calendar import Anchor, Base, base_of, joined
from mahdar.recognise.when_line import Line, build
from mahdar.recognise.when_reader import Point, Reader
from mahdar.recognise.when_rules import DATE, FIGURES, RULES, WEEKDAY

__all__ = ["Anchor", "find"]

_first = attrgetter("first")
_RUN = re.compile(r"(?<![^x|sF])[^x|sF]*[MWRSAZVYDOQ][^x|sF]*|[gG][CDN]?[uJSAZ]C?f?|V")
# The symbols that each rule of RULES can begin with, in the same order; a rule is tried at no other.
BEGINS = ("PJRK(WDY", "PJRK(WDO", "PJRK(WDO", "PJRKW", "PKJW", "PJR(W", "BGhSM", "BhS", "BhAp&T", "BhZ", "PJR", "gG", "V")
RULES_AT = {s: [rule for rule, begins in zip(RULES, BEGINS, strict=True) if s in begins] for s in set("".join(BEGINS))}
_TO = re.compile(r"[)]?(?:,?T[pf(]?|-)[J]?")
_AND = re.compile(r"[)]?,?&J?")
_SAME = re.compile(r"[)]?[,\-/]?[(]?U?[,(]?")
_DURATION = re.compile(r"(?P<word>[Ll])(?P<count>[CD])?(?P<unit>[uJZ])")
NEAR = 24  # symbols from a day to the duration told in the sentence after it
OPENS = 45  # letters from where a sentence begins to the duration of what was told in the one before
ENDS = ("ends", "leaves", "returns")  # what verbs at the end of a journey say of it
_LENGTH = {"day": 1, "week": 7}


def find(analysis: Analysis, anchor: Anchor) -> list[When]:
    """All date expressions, by place; they do not overlap."""
    line = build(analysis)
    reader = Reader(analysis, line, _near(analysis, line, _told_base(line, base_of(anchor))))
    points = _join(line, list(_points(reader)))
    return [p.when for p in _lasting(reader, points)]


def _near(analysis: Analysis, line: Line, base: Base) -> Base:
    """Where there is nothing to count from, the first date of the report, printed in full with its weekday, tells the years of those near it."""
    first = _RUN.search(line.text)
    if base.day is not None or base.month is not None or first is None:
        return base
    for pattern in (DATE, FIGURES):
        m = pattern.search(line.text, first.start(), first.end())
        if m is not None and m["week"] is not None and m["year"] is not None:
            point = next((p for p in _points(Reader(analysis, line, base), (first.start(), first.end()))), None)
            if point is not None and point.days is not None and point.calendar == "gregorian":
                day = point.days[0]
                return Base(None, FROM_EARLIER, f"{day.isoformat()}, told first", near=day)
    return base


def _that_day(reader: Reader, at: int, before: Point | None) -> Point | None:
    """ "On the same day", "the next day": counted from the last single day told before."""
    if before is None or before.days is None or before.days[0] != before.days[1]:
        return None
    item = reader.line.items[at]
    day = before.days[0] + timedelta(item.value)
    reason = "; ".join(
        x for x in (before.when.reason, "the day told before" if item.value == 0 else "the day after the one told before") if x
    )
    return Point(at, at + 1, When(item.start, item.end, day.isoformat(), FROM_EARLIER, "that day", reason), (day, day))


def _points(reader: Reader, part: tuple[int, int] | None = None) -> Iterator[Point]:
    text = reader.line.text
    before: Point | None = None
    for run in _RUN.finditer(text, *(part or (0, len(text)))):
        at, stop = run.span()
        while at < stop:
            if text[at] == "Q" and (made_of := _that_day(reader, at, before)) is not None:
                before = made_of
                yield made_of
            for pattern, make in RULES_AT.get(text[at], ()):
                m = pattern.match(text, at, stop)
                if m is None:
                    continue
                found = make(reader, m)
                if found:
                    yield from found
                    before = found[-1]
                    at = m.end() - 1
                    break
            at += 1


def _lasting(reader: Reader, points: Iterable[Point]) -> list[Point]:
    """A number of days told with one day in the same sentence gives the first or last day: the value where all of them are still to come or
    over by the report, else another reading (what is under way has the day it began)."""
    text, out, base = reader.line.text, sorted(points, key=_first), reader.base.day
    for m in _DURATION.finditer(text):
        at, count = _day_of(reader, m, out), _days_told(reader, m)
        if at < 0 or not 1 < count <= 31:
            continue
        point = out[at]
        if point.days is None or point.days[0] != point.days[1]:
            continue
        day, more = point.days[0], timedelta(count - 1)
        first, last = (day - more, day) if m["word"] == "l" else (day, day + more)
        if m["word"] == "l" and not _ends(reader, m):
            continue
        when, whole = point.when, joined(first, last)
        if base is not None and (first > base or last <= base) and when.value is not None:
            reason = "; ".join(x for x in (when.reason, f"lasting {count} days") if x)
            when = msgspec.structs.replace(when, value=whole, alternatives=(when.value, *when.alternatives), reason=reason)
        else:
            when = msgspec.structs.replace(when, alternatives=(*when.alternatives, whole))
        out[at] = msgspec.structs.replace(point, when=when)
    return out


def _sentence(text: str, m: re.Match[str]) -> tuple[int, int]:
    """The symbols of the sentence around a match."""
    start = max(text.rfind(".", 0, m.start()), text.rfind("|", 0, m.start())) + 1
    return start, min((i for sign in ".|" if (i := text.find(sign, m.end())) >= 0), default=len(text))


def _letters(reader: Reader, m: re.Match[str]) -> tuple[int, int]:
    """The folded range of the sentence around a match."""
    text, at = reader.analysis.view.text, reader.line.items[m.start("word")].start
    end = min((i for sign in ".\n" if (i := text.find(sign, at)) >= 0), default=len(text))
    return max(text.rfind(".", 0, at), text.rfind("\n", 0, at)) + 1, end


def _day_of(reader: Reader, m: re.Match[str], points: list[Point]) -> int:
    """Index of the day that a duration belongs to (-1: none): the only one of its sentence, else the last one of the sentence before, where
    that is still to come ("he begins a tour tomorrow. The tour, which lasts two days, …")."""
    start, stop = _sentence(reader.line.text, m)
    low = bisect_left(points, start, key=_first)
    here = [k for k in range(low, bisect_left(points, stop, low, key=_first)) if points[k].days is not None]
    if here:
        return here[0] if len(here) == 1 else -1
    if not low or reader.base.day is None or m.start() - points[low - 1].last > NEAR:
        return -1
    if reader.line.items[m.start("word")].start - _letters(reader, m)[0] > OPENS:
        return -1  # told of something else further on
    told = points[low - 1].days
    return low - 1 if told is not None and told[0] > reader.base.day else -1


def _days_told(reader: Reader, m: re.Match[str]) -> int:
    """How many days a duration tells; 0 for months and years."""
    unit = reader.line.items[m.start("unit")]
    data = unit.entry.data if unit.entry is not None else {}
    length = _LENGTH.get({"J": "day", "Z": "week"}.get(m["unit"], data.get("unit", "")), 0)
    return length * (reader.line.items[m.start("count")].value if m["count"] else unit.value or int(m["unit"] != "u"))


def _ends(reader: Reader, m: re.Match[str]) -> bool:
    """Whether the sentence of a duration tells of an end ("concluded today a visit that lasted three days")."""
    begin, end = _letters(reader, m)
    words = [*reader.analysis.of_in("light", begin, end), *reader.analysis.of_in("cue", begin, end)]
    return any(e.data.get(key) for found in words for e in found.entries if e.kind in ("light", "cue") for key in ENDS)


def _told_base(line: Line, base: Base) -> Base:
    """The published date, moved where the report's own "today, Tuesday" shows that it was written a day or two before or after."""
    if base.day is None or base.how != FROM_PUBLISHED:
        return base
    told: set[date] = set()
    for m in WEEKDAY.finditer(line.text):
        if m["rel"] is None:
            continue
        relative, week = line.items[m.start("rel")].value, line.items[m.start("week")].value
        near = [base.day + timedelta(k) for k in (0, -1, 1, -2)]
        told.update([d for d in near if (d + timedelta(relative)).weekday() == week][:1])
    if len(told) != 1 or base.day in told:
        return base
    day = told.pop()
    return Base(day, base.how, f"{base.name}, told by its weekdays to be written on {day.isoformat()}")


def _join(line: Line, points: list[Point]) -> list[Point]:
    """Joins neighbours that are one expression: a day in two calendars, a first and a last day."""
    out: list[Point] = []
    for point in points:
        before = out[-1] if out else None
        made = _joined(line, before, point) if before is not None and point.first - before.last <= 5 else None
        if made is None:
            out.append(point)
        else:
            out[-1] = made
    return out


def _joined(line: Line, one: Point, two: Point) -> Point | None:
    between = line.text[one.last : two.first]
    if one.calendar != two.calendar and _SAME.fullmatch(between):
        return _same_day(one, two)
    if one.days is None or two.days is None or one.calendar != two.calendar:
        return None
    before = line.text[one.first - 1 : one.first]
    if not (_TO.fullmatch(between) or (before == "b" and _AND.fullmatch(between))):
        return None
    first, last = one.days[0], two.days[1]
    if not timedelta(0) < last - first <= timedelta(120):
        return None
    how = one.when.how if one.when.how != "said" else two.when.how
    reason = "; ".join(dict.fromkeys(x for x in (one.when.reason, two.when.reason) if x))
    when = When(one.when.start, two.when.end, joined(first, last), how, "range", reason)
    return Point(one.first, two.last, when, (first, last), one.calendar)


def _same_day(one: Point, two: Point) -> Point | None:
    """One day printed in two calendars: the Gregorian one counts, another day that the other one gives is an alternative."""
    main, other = (one, two) if one.calendar == "gregorian" else (two, one)
    if main.calendar != "gregorian" or (main.when.value is None and other.when.value is None):
        return None
    if main.when.value is None:
        main, other = other, main
    value = other.when.value
    reason = main.when.reason
    others = main.when.alternatives
    if value is not None:
        agree = value == main.when.value
        # where only one of them needed a year, its partner says which year it is
        reason = "; ".join(x for x in (reason, "the two calendars agree" if agree else f"the {other.calendar} date would be {value}") if x)
        others = tuple(dict.fromkeys((*(() if agree else (value,)), *(() if agree else others))))
    when = msgspec.structs.replace(main.when, start=one.when.start, end=two.when.end, reason=reason, alternatives=others)
    return Point(one.first, two.last, when, main.days, "gregorian")
