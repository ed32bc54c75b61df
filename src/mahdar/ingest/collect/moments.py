"""Times of publishing, read from markup, feeds and printed dates; the zone that is given is kept, and no other is put in its place."""

from __future__ import annotations

import datetime
import email.utils
import re
from functools import lru_cache
from typing import Any

from babel import Locale, localedata
from persiantools.jdatetime import MONTH_NAMES_FA, JalaliDate

from mahdar.text import folded

_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?)?"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(1[34]\d\d|19\d\d|20\d\d)\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(1[34]\d\d|19\d\d|20\d\d)(?!\d)")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\d:])")
_HALF = re.compile(r"\b([ap])\.?m\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\W{0,3}$")
_DAY_AFTER = re.compile(r"\W{0,3}(\d{1,2})(?:st|nd|rd|th)?(?!\d)\W{1,3}(?=\d{4})")
_YEAR_AFTER = re.compile(r"[^\d]{0,24}?((?:19|20|1[34])\d\d)(?!\d)")
_JALALI: Any = JalaliDate  # its package gives no types
_LANGUAGES = ("ar", "fa", "ru", "en")
_FIRST_YEAR = 1990


def given(value: str) -> str | None:
    """ISO 8601 for a time as markup or a feed gives it: a date alone, or with the time, and the zone where there is one. Else None."""
    value = _digits(value).strip()
    if _EPOCH.fullmatch(value):
        return _written(datetime.datetime.fromtimestamp(int(value[:10]), datetime.UTC))
    m = _ISO.match(value)
    if m:
        return _iso(m)
    if value[:3].isalpha() or value[:1].isdigit():
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            pass
        else:
            return _written(moment) if _plausible(moment.date()) else None
    return printed(value)


def _iso(m: re.Match[str]) -> str | None:
    day = _date(int(m[1]), int(m[2]), int(m[3]))
    if day is None:
        return None
    if m[4] is None:
        return day.isoformat()
    try:
        clock = datetime.time(int(m[4]), int(m[5]), int(m[6] or 0))
        zone = _zone(m[7])
    except ValueError:
        return day.isoformat()
    return _written(datetime.datetime.combine(day, clock, zone))


def _zone(value: str | None) -> datetime.timezone | None:
    if not value:
        return None
    if value in ("Z", "UTC", "GMT"):
        return datetime.UTC
    sign = -1 if value[0] == "-" else 1
    number = value[1:].replace(":", "")
    hours, minutes = (int(number), 0) if len(number) <= 2 else (int(number[:2]), int(number[2:]))
    return datetime.timezone(sign * datetime.timedelta(hours=hours, minutes=minutes))


def _written(moment: datetime.datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def printed(text: str, language: str | None = None) -> str | None:
    """The date (and clock time, never a zone) printed in a short text; None where there is none or where day and month could be swapped."""
    text = _digits(text)[:200]
    day = _numeric(text, language) or _named(text)
    if day is None:
        return None
    clock = _clock(text)
    return day.isoformat() if clock is None else _written(datetime.datetime.combine(day, clock))


def _numeric(text: str, language: str | None) -> datetime.date | None:
    m = _YEAR_FIRST.search(text)
    if m:
        return None if int(m[2]) > 12 else _date(int(m[1]), int(m[2]), int(m[3]))
    m = _YEAR_LAST.search(text)
    if m is None:
        return None
    one, two, year = int(m[1]), int(m[2]), int(m[3])
    if one > 12 or one == two:
        return _date(year, two, one)
    if two > 12:
        return _date(year, one, two)
    # The region writes the day first; English pages may mean either.
    return None if language == "en" else _date(year, two, one)


def _named(text: str) -> datetime.date | None:
    months = _months()
    plain = folded(text)
    for m in _WORD.finditer(plain):
        two = _WORD.match(plain, m.end() + 1)
        pair = months.get(f"{m[0]} {two[0]}".lower()) if two else None
        month, end = (pair, two.end()) if pair and two else (months.get(m[0].lower()), m.end())
        if month is None:
            continue
        before, year = _DAY_FIRST.search(plain[: m.start()]), _YEAR_AFTER.match(plain, end)
        if before and year:
            return _date(int(year[1]), month, int(before[1]))
        after = _DAY_AFTER.match(plain, end)
        if after:
            return _date(int(plain[after.end() : after.end() + 4]), month, int(after[1]))
    return None


def _clock(text: str) -> datetime.time | None:
    m = _CLOCK.search(text)
    if m is None or int(m[2]) > 59:
        return None
    hour, half = int(m[1]), _HALF.search(text, m.end(), m.end() + 6)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
    return datetime.time(hour, int(m[2])) if hour < 24 else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    """A date of the common calendar; years around 1400 are of the Persian one, and so are months over 12."""
    if (month > 12) != (1369 <= year <= 1478) and month > 12:
        return None
    try:
        persian = 1369 <= year <= 1478
        found: datetime.date = _JALALI(year, (month - 1) % 12 + 1, day).to_gregorian() if persian else datetime.date(year, month, day)
    except ValueError:
        return None
    return found if _plausible(found) else None


def _plausible(day: datetime.date) -> bool:
    return day.year >= _FIRST_YEAR and day <= datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=366)


def _digits(text: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text) if not text.isascii() else text


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Folded month names of the four languages in all their countries, from the Unicode locale data; 13 to 24 are the Persian ones."""
    found: dict[str, int] = {}
    for code in localedata.locale_identifiers():
        if code.partition("_")[0] in _LANGUAGES and code.count("_") <= 1 and len(code) <= 6:
            months = Locale.parse(code).months
            for width in ("wide", "abbreviated"):
                for form in ("format", "stand-alone"):
                    for number, name in months[form].get(width, {}).items():
                        found.setdefault(folded(name).lower().rstrip("."), number)
    for number, name in enumerate(MONTH_NAMES_FA[1:], 13):
        found.setdefault(folded(name).lower(), number)
    return found


def instant(value: str) -> datetime.datetime:
    """A written time as a comparable moment: the wall clock where there is no zone."""
    moment = datetime.datetime.fromisoformat(value)
    return moment.astimezone(datetime.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def agree(one: str, other: str) -> bool:
    """Whether two written times may be the same moment: to the minute, or to the day where one has no clock time."""
    if len(one) == 10 or len(other) == 10:
        return one[:10] == other[:10]
    first, second = datetime.datetime.fromisoformat(one), datetime.datetime.fromisoformat(other)
    if (first.tzinfo is None) != (second.tzinfo is None):
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
        return abs((first - second).total_seconds()) < 60
    return abs((instant(one) - instant(other)).total_seconds()) < 60
