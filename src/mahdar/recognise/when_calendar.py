"""Calendar arithmetic for date expressions: days and months of three calendars, and which year is meant when none is printed.

In: numbers and the day that a report counts from; out: `datetime.date` or ISO strings. Lunar Hijri dates follow the Umm al-Qura table of
`hijridate` (1343-1500), solar Hijri dates `persiantools`. Nothing here reads the clock.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

from mahdar.model import FROM_DATELINE, FROM_PUBLISHED, INFERRED, SAID

# persiantools has no types of its own for these calls
_JALALI: Any = JalaliDate
PAST, CURRENT, COMING = -1, 0, 1
# A day or month without year lies in the past unless that is more than two thirds of a year back: then the coming one is nearer in use.
DAYS_BACK = 240
MONTHS_BACK = 8
# A candidate farther off than this is not offered as the other reading.
DAYS_OFF = 300
MIDDLE = 15  # the day that stands for a month where only that is known


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """What a report counts its days from: the published date, and the dateline's day, month and year (year None where not printed); else the
    month that its own facts leave (`2015-08`)."""

    published: date | None = None
    dateline: tuple[int, int, int | None] | None = None
    month: str | None = None


class Base(msgspec.Struct, frozen=True, gc=False):
    """The day that relative words count from (None: not known), how it is known, and its name in words; where it is not known, `near`: a day
    told in full close to it, and `month`: the month (`2015-08`) that it lies in."""

    day: date | None
    how: str
    name: str
    near: date | None = None
    month: str | None = None


def day(calendar: str, year: int, month: int, number: int) -> date | None:
    """The day of a calendar (`gregorian`, `hijri`, `solar`), or None where that calendar has no such day."""
    try:
        if calendar == "hijri":
            found = Hijri(year, month, number).to_gregorian()
            return date(found.year, found.month, found.day)
        if calendar == "solar":
            return date.fromordinal(_JALALI(year, month, number).to_gregorian().toordinal())
        return date(year, month, number)
    except (ValueError, OverflowError, IndexError):
        return None


def year_of(calendar: str, when: date) -> int | None:
    """The year of a calendar that a day falls in."""
    try:
        if calendar == "hijri":
            return int(Gregorian(when.year, when.month, when.day).to_hijri().year)
        if calendar == "solar":
            return int(_JALALI.to_jalali(when.year, when.month, when.day).year)
    except (ValueError, OverflowError):
        return None
    return when.year


def span_of(calendar: str, year: int, month: int) -> tuple[date, date] | None:
    """First and last day of a month."""
    first = day(calendar, year, month, 1)
    after = day(calendar, year + month // 12, month % 12 + 1, 1)
    return (first, after - timedelta(1)) if first and after else None


def choose(past: list[date], coming: list[date], base: date, direction: int | None, future: bool) -> tuple[date | None, date | None]:
    """The date meant and the other one possible, from candidates before (or on) and after `base`, nearest first.

    `direction` is what a qualifier says (past, current, coming); `future` whether the clause speaks of the future."""
    before = next(iter(past), None)
    after = next(iter(coming), None)
    if direction == PAST:
        return next((d for d in past if d < base), None), None
    if direction == COMING:
        return after, None
    if before == base:
        return before, None
    if before is None or after is None:
        return before or after, None
    if direction == CURRENT:
        return (before if base - before <= after - base else after), None
    made, other = (after, before) if (future and (after - base).days <= DAYS_OFF) or (base - before).days > DAYS_BACK else (before, after)
    return made, other if abs((other - base).days) <= DAYS_OFF else None


def without_year(
    calendar: str, month: int, number: int, base: date, direction: int | None, future: bool, weekday: int | None
) -> tuple[date | None, date | None]:
    """The day meant by day and month near `base`, and the other candidate. A weekday printed with it decides the year where it can."""
    middle = year_of(calendar, base)
    if middle is None:
        return None, None
    reach = 7 if weekday is not None and calendar == "gregorian" else 1
    days = [d for k in range(-reach, reach + 1) if (d := day(calendar, middle + k, month, number)) is not None]
    if weekday is not None:
        # around a Hijri month begin the moon may be seen a day later than the table says
        fitting = [d for d in days if d.weekday() == weekday]
        near = [d for d in fitting if abs((d - base).days) <= 400]
        if near or fitting:
            days = near or fitting
    past = sorted((d for d in days if d <= base), reverse=True)
    coming = sorted(d for d in days if d > base)
    return choose(past, coming, base, direction, future)


def month_without_year(month: int, base: date, direction: int | None, future: bool) -> tuple[str, str | None]:
    """The Gregorian month meant (`2015-06`) and the other candidate."""
    at = base.year * 12 + base.month - 1
    wanted = at - (at - (month - 1)) % 12
    before, after = wanted, wanted + 12
    if direction == PAST:
        return months(before if before < at else before - 12), None
    if direction == COMING:
        return months(after), None
    if before == at:
        return months(before), None
    if direction == CURRENT:
        # "June of this year" said in a month after June is past, before June it is coming; both lie in the year of `base`
        same = base.year * 12 + month - 1
        return months(same), None
    if (future and after - at <= 10) or at - before > MONTHS_BACK:
        return months(after), months(before) if at - before <= 10 else None
    return months(before), months(after) if after - at <= 10 else None


def months(index: int) -> str:
    """`2015-06` from a count of months since year 0."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def on_weekday(weekday: int, base: date, direction: int | None, future: bool) -> tuple[date, date]:
    """The day meant by a weekday and the other candidate: a bare one is the last such day up to `base`, in a clause about the future the
    next one from `base` on."""
    back = (base.weekday() - weekday) % 7
    before = base - timedelta(back)
    after = before if back == 0 else before + timedelta(7)
    if direction == PAST:
        last = before if back else before - timedelta(7)
        return last, last - timedelta(7)
    if direction == COMING:
        following = before + timedelta(7)
        return following, following + timedelta(7)
    if future:
        return after, before if back else before + timedelta(7)
    return before, before + timedelta(7)


def joined(first: date, last: date) -> str:
    """ISO value of one or several days."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def base_of(anchor: Anchor) -> Base:
    """The day to count from: the dateline's, with its own year or the one nearest to the published date; else the published date.

    A day outside 1900-2100 is a slip of the source and counts as none."""
    if anchor.dateline is not None:
        number, month, year = anchor.dateline
        if year is not None:
            made = day("gregorian", year, month, number)
        elif anchor.published is not None and 1900 <= anchor.published.year <= 2100:
            near = [day("gregorian", anchor.published.year + k, month, number) for k in (-1, 0, 1)]
            published = anchor.published
            made = min((d for d in near if d), key=lambda d: abs((d - published).days), default=None)
        else:
            made = None
        if made is not None and 1900 <= made.year <= 2100:
            return Base(made, FROM_DATELINE, f"the dateline's day {made.isoformat()}")
    if anchor.published is not None and 1900 <= anchor.published.year <= 2100:
        return Base(anchor.published, FROM_PUBLISHED, f"the published date {anchor.published.isoformat()}")
    if anchor.month is not None:
        year, month = (int(part) for part in anchor.month.split("-"))
        return Base(None, INFERRED, f"the month {anchor.month} of the report", date(year, month, MIDDLE), anchor.month)
    return Base(None, SAID, "")
