"""Which days the words of a report allow for a contact, and whether two such readings can be one day.

Published dates are the weakest witness: a stored report may carry the day on which a page was fetched. So a weekday's name counts as such
(only its distance within the week), a day counted from publication may be off by `SLACK`, and a day and month in words are taken at
their word.
"""

from __future__ import annotations

import calendar
import datetime
import re

from mahdar.merge.model import GUESS, NEAR, WEEKDAY, WIDE, WORDS, Day
from mahdar.model import FROM_DATELINE, SAID, Evidence

# Days by which a published date (and what is counted from it) may be off.
SLACK = 3
# Where no date is told: how long before its report a contact may have been held, and how far ahead one may be planned.
BEFORE, AHEAD = 5, 21
# Longer stretches than this name no day at all.
LONG = 45
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# Rules of the reader whose words name a day of a month.
_EXACT = frozenset({"date", "figures", "day of month", "span"})


def ordinal(text: str | None) -> int | None:
    """The ordinal of `YYYY-MM-DD…`, or None."""
    match = _DATE.match(text or "")
    if not match or not match.group(3):
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])).toordinal()
    except ValueError:
        return None


def bounds(text: str) -> tuple[int, int] | None:
    """First and last day of a date as the record writes it: day, month, year, or `day/day`."""
    parts = [_DATE.fullmatch(part) for part in text.split("/")]
    if not all(parts) or not parts:
        return None
    found = [_stretch(p[1], p[2], p[3]) for p in parts if p]
    if None in found:
        return None
    pairs = [p for p in found if p]
    return min(p[0] for p in pairs), max(p[1] for p in pairs)


def _stretch(year: str, month: str | None, day: str | None) -> tuple[int, int] | None:
    y = int(year)
    try:
        if month is None:
            return datetime.date(y, 1, 1).toordinal(), datetime.date(y, 12, 31).toordinal()
        m = int(month)
        if day is None:
            return datetime.date(y, m, 1).toordinal(), datetime.date(y, m, calendar.monthrange(y, m)[1]).toordinal()
        exact = datetime.date(y, m, int(day)).toordinal()
    except ValueError:
        return None
    return exact, exact


def day_of(date: str | None, evidence: list[Evidence], published: int | None, status: str) -> Day | None:
    """The days that a telling allows; None where neither words nor publication say anything."""
    told = bounds(date) if date else None
    if told:
        first, last = told
        if last - first > 7:
            return Day(first, last, WIDE)
        return Day(first, last, _sure([e for e in evidence if e.field == "date"]))
    if published is None:
        return None
    if status in ("held", "denied"):
        return Day(published - BEFORE, published + 1, GUESS)
    return Day(published - 1, published + AHEAD, GUESS)


def _sure(evidence: list[Evidence]) -> str:
    if not evidence:
        return WORDS
    how, rule = evidence[0].how, evidence[0].rule
    if how in (SAID, FROM_DATELINE) or rule in _EXACT:
        return WORDS
    return WEEKDAY if "weekday" in rule else NEAR


def apart(a: Day, b: Day) -> int:
    """Days between two stretches; 0 where they overlap. Two weekdays (or a weekday and a day in words) a week off by their published
    dates are one day; their distance is counted within the week."""
    gap = max(a.first - b.last, b.first - a.last, 0)
    if gap and {a.sure, b.sure} <= {WEEKDAY, WORDS} and WEEKDAY in (a.sure, b.sure) and gap <= 7 + SLACK:
        within = gap % 7
        return min(within, 7 - within)
    return gap


def slack(a: Day, b: Day) -> int:
    """Days by which two readings may differ and still be one day."""
    if GUESS in (a.sure, b.sure):
        # A guess has its own width; a plan or a memory that just misses it may still be the same.
        return 0 if a.sure == b.sure else 1
    if NEAR in (a.sure, b.sure):
        return SLACK
    return 0


def iso(day: int | None) -> str | None:
    """An ordinal as `YYYY-MM-DD`."""
    return None if day is None else datetime.date.fromordinal(day).isoformat()
