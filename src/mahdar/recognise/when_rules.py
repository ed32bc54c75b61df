"""The grammar of date expressions: regular expressions over the symbols of `when_line`, each with the function that works out its value.

In: a `Reader` (line, base day, stored text) and a match. Out: points, none where the words are no date after all. A value that lacks what
it needs (a year, a day to count from) is None; the other day that the words allow is an alternative.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from mahdar.recognise import when_calendar as calendars
from mahdar.recognise.when_line import Item
from mahdar.recognise.when_reader import Point, Reader

_X = "[DO]"
_YEAR = r"(?:[/,\-(]?(?:f?h?A)?(?P<year>Y)\)?(?P<era>E\)?)?|f?h?A(?P<yearq>q))?"
# a last day: "5 to 7", "5 and 6", "5, 6 and 7", "Monday 5 and Tuesday 6"
_LAST = rf"(?:(?P<mid>(?:,?&|,)D)*(?P<link>,?&T?|-|T|/)(?:J?W[,(]?)?(?P<b>{_X}))?"
_LEAD = r"P?(?:J|R|K)?\(?(?P<week>W)\)?(?P<weekq>q)?[,\-]?p?U?[,(\-]?"
DATE = re.compile(rf"(?:{_LEAD}|P?[JK]\(?|P?R\(?)?(?P<a>{_X})(?:f?){_LAST}f?[/\-]?S?(?P<month>M)\)?(?P<q>q)?{_YEAR}")
OF_MONTH = re.compile(rf"(?:{_LEAD}|P?[JK]\(?|P?R\(?)?(?P<a>{_X}){_LAST}(?:(?:f|(?<=D))(?:S(?P<q>q)|hS)|(?<=D)(?P<direct>q))")
FIGURES = re.compile(
    rf"(?:{_LEAD}|P?[JKR]\(?)?(?:(?:(?P<start>D)[T\-&])?(?P<a>D)(?P<sign>[/\-.])(?P<b>D)(?P=sign)(?P<year>Y)|(?P<year2>Y)(?P<sign2>[/\-.])(?P<b2>D)(?P=sign2)(?P<a2>D))(?P<era>E)?"
)
SHORT = re.compile(r"(?:R\(?|P?[JK])?(?P<week>W)[,(]?U?(?P<a>D)/(?P<month>D)(?![/\-.]?[DNY])")
MONTH = re.compile(rf"[BG]?h?S?(?P<month>M)\)?(?P<q>q)?{_YEAR}")
WEEKDAYS = re.compile(r"P?(?:K|J)?(?P<week>W)(?P<link>,?&|/|-|T|)J?(?P<other>W)(?:,?&J?(?P<third>W))?(?P<q>q)?")
WEEKDAY = re.compile(r"P?(?:J?(?P<rel>R)[,(]?)?J?\(?(?P<week>W)\)?(?P<q>q)?(?:f?(?P<weekword>Z)(?P<zq>q))?")
RELATIVE = re.compile(r"P?J?(?P<rel>R)(?!O)")
THIS_MONTH = re.compile(r"B?(?:S(?P<q>q)|hS)")
YEAR = re.compile(r"B?(?:h?A(?P<year>Y)(?P<era>E)?|A(?P<q>q)|hA(?!Y)|(?:p|(?<=[YE])[&T])(?P<bare>Y)(?P<bera>E)?(?![/\-.]?[DNYC]))")
WEEK = re.compile(r"B?(?:Z(?P<q>q)|hZ)")
SPAN = re.compile(r"(?P<way>[gG])(?P<count>[CDN])?(?P<unit>[uJ]|[SAZ](?![MYqfhO]))C?(?P<from>f)?")
VAGUE = re.compile(r"V")


def _weekday_note(r: Reader, m: re.Match[str], when: date) -> str:
    week = r.number(m, "week")
    return "" if week is None or week == when.weekday() else f"; the weekday printed with it does not fit {when.isoformat()}"


def _calendar_and_year(r: Reader, month: Item | None, year: int | None, era: Item | None, base: date | None) -> tuple[str, int | None]:
    """The calendar that a month or a year belongs to; the year is None where it cannot be one of that calendar."""
    named = month.entry.data.get("calendar", "gregorian") if month is not None and month.entry is not None else ""
    told = era.entry.value if era is not None and era.entry is not None else ""
    if not named:
        if told or year is None:
            named = told or "gregorian"
        elif year >= 1900:
            named = "gregorian"
        else:
            # 1394 is 1974 in the lunar count and 2015 in the solar one: solar where that is the time of the report
            named = "solar" if base is not None and abs(year + 621 - base.year) <= 1 else "hijri"
    if year is not None and (year >= 1900) != (named == "gregorian"):
        year = None
    return named, year


def _days(r: Reader, m: re.Match[str], month: int, calendar: str, year: int | None, direction: int | None, rule: str) -> list[Point]:
    """Points for one or two day numbers of a month."""
    numbers = [n for n in (r.number(m, "a"), r.number(m, "b")) if n is not None]
    base, week = r.base.day or (r.base.near if direction is None or r.base.month else None), r.number(m, "week")
    others: tuple[str | None, ...] = ()
    name = "" if calendar == "gregorian" else f" of the {calendar} calendar"
    if year is not None:
        made = [calendars.day(calendar, year, month, n) for n in numbers]
        reason = "" if calendar == "gregorian" else f"day {numbers[0]}, month {month}, year {year}{name}"
    elif base is None:
        return [r.point(m, rule, None, "the year is not said and there is no date to count from", calendar=calendar)]
    else:
        first, other = calendars.without_year(calendar, month, numbers[0], base, direction, r.future(m.start()), week)
        made = [first]
        if len(numbers) == 2 and first is not None:
            own = calendars.year_of(calendar, first)
            made.append(None if own is None else calendars.day(calendar, own, month, numbers[1]))
        others = (other.isoformat() if other and len(numbers) == 1 else None,)
        reason = f"day {numbers[0]}, month {month}{name}, year worked out from {r.base.name}"
    days = [d for d in made if d is not None]
    if len(days) < len(numbers):
        return [r.point(m, rule, None, "there is no such day", calendar=calendar)]
    reason += _weekday_note(r, m, days[0])
    said = year is not None
    if len(days) == 2:
        gap = (days[1] - days[0]).days
        if gap < 1 or (m["link"].endswith("&") and m["mid"] is None and gap > 1):
            # two days told apart by "and", not a stretch of days
            one = r.point(m, rule, days[0].isoformat(), reason, said=said, days=(days[0], days[0]), calendar=calendar, stop=m.end("a"))
            at = m.start("b")
            rest = r.point(m, rule, days[1].isoformat(), reason, said=said, days=(days[1], days[1]), calendar=calendar)
            moved = msgspec.structs.replace(rest.when, start=r.line.items[at].start)
            return [one, msgspec.structs.replace(rest, first=at, when=moved)]
    ends = (days[0], days[-1])
    return [r.point(m, rule, calendars.joined(*ends), reason, said=said, others=others, days=ends, calendar=calendar)]


def _direction(r: Reader, m: re.Match[str], *names: str) -> int | None:
    return next((value for name in names if (value := r.number(m, name)) is not None), None)


def _date(r: Reader, m: re.Match[str]) -> list[Point]:
    month = r.item(m, "month")
    assert month is not None
    year = r.number(m, "year")
    shift = r.number(m, "yearq")
    if year is None and shift is not None and r.base.day is not None:
        calendar, _ = _calendar_and_year(r, month, None, None, r.base.day)
        own = calendars.year_of(calendar, r.base.day)
        points = _days(r, m, month.value, calendar, None if own is None else own + shift, None, "date")
        return [_counted(r, p) for p in points]
    calendar, year = _calendar_and_year(r, month, year, r.item(m, "era"), r.base.day)
    if month.entry is not None and month.entry.data.get("guard") == "strict" and year is None:
        return []
    return _days(r, m, month.value, calendar, year, _direction(r, m, "q", "weekq"), "date")


def _counted(r: Reader, p: Point) -> Point:
    """The same point, told as counted from the base day."""
    if p.when.value is None:
        return p
    when = msgspec.structs.replace(
        p.when, how=r.base.how, reason=f"{p.when.reason + '; ' if p.when.reason else ''}counted from {r.base.name}"
    )
    return msgspec.structs.replace(p, when=when)


def _of_month(r: Reader, m: re.Match[str]) -> list[Point]:
    before = r.line.text[m.start("a") - 1 : m.start("a")]
    if (m["direct"] and before not in "pJKWTf(b") or (m["direct"] and not before):
        return []
    base = r.base.day
    if base is None:
        return [r.point(m, "day of month", None, "there is no date to count the month from")]
    shift = _direction(r, m, "q", "direct") or 0
    at = base.year * 12 + base.month - 1 + shift
    return [_counted(r, p) for p in _days(r, m, at % 12 + 1, "gregorian", at // 12, None, "day of month")]


def _figures(r: Reader, m: re.Match[str]) -> list[Point]:
    tail = "2" if m["year2"] else ""
    a, b, year = r.number(m, "a" + tail), r.number(m, "b" + tail), r.number(m, "year" + tail)
    assert a is not None and b is not None and year is not None
    if b > 12 and a <= 12:
        a, b = b, a
    calendar, own = _calendar_and_year(r, None, year, r.item(m, "era"), r.base.day)
    made = None if own is None else calendars.day(calendar, own, b, a)
    if made is None:
        return []
    week = r.number(m, "week")
    swapped = calendars.day(calendar, year, a, b) if a <= 12 and a != b else None
    if swapped is not None and week is not None and made.weekday() != week == swapped.weekday():
        made, swapped = swapped, made
    reason = "figures read as day, month, year" if calendar == "gregorian" else f"figures of the {calendar} calendar"
    other = swapped.isoformat() if swapped and calendar == "gregorian" and not m["year2"] and made.weekday() != week else None
    reason += _weekday_note(r, m, made)
    start = r.number(m, "start")
    opening = calendars.day(calendar, year, b, start) if start is not None and start < a else None
    ends = (opening or made, made)
    return [r.point(m, "figures", calendars.joined(*ends), reason, said=True, others=(other,), days=ends, calendar=calendar)]


def _short(r: Reader, m: re.Match[str]) -> list[Point]:
    month, number, week, base = r.number(m, "month"), r.number(m, "a"), r.number(m, "week"), r.base.day
    if month is None or number is None or month > 12 or base is None:
        return []
    made, _ = calendars.without_year("gregorian", month, number, base, None, r.future(m.start()), week)
    if made is None or made.weekday() != week:
        return []
    return [r.point(m, "figures", made.isoformat(), f"weekday, day and month, year worked out from {r.base.name}", days=(made, made))]


def _guarded(r: Reader, m: re.Match[str], month: Item) -> bool:
    """Whether a month without a day stands as one: forms that are also other words need company (see dates.toml)."""
    entry = month.entry
    guard = entry.data.get("guard", "") if entry is not None else ""
    if not guard:
        return True
    assert entry is not None
    if guard == "strict":
        return False
    at = m.start("month")
    if "S" in m.group() or m["q"] or m["year"] or m["yearq"]:
        return True
    if guard == "firm":
        written = entry.data.get("written")
        if not written or r.analysis.words(month.start, month.end) != written:
            return False
    before = r.line.text[at - 1 : at] if at else ""
    return before != "" and before in "pfBSTbG&/(g"


def _month(r: Reader, m: re.Match[str]) -> list[Point]:
    month = r.item(m, "month")
    assert month is not None
    if not _guarded(r, m, month):
        return []
    base = r.base.day or (r.base.near if r.base.month else None)
    calendar, year = _calendar_and_year(r, month, r.number(m, "year"), r.item(m, "era"), base)
    shift = r.number(m, "yearq")
    said = year is not None
    if year is None and shift is not None and base is not None:
        own = calendars.year_of(calendar, base)
        year = None if own is None else own + shift
    if calendar != "gregorian":
        first, reason = None, f"month {month.value} of the {calendar} calendar"
        if year is None and base is not None:
            first, _ = calendars.without_year(calendar, month.value, 1, base, r.number(m, "q"), r.future(m.start()), None)
            year = calendars.year_of(calendar, first) if first else None
            reason += f", year worked out from {r.base.name}"
        ends = calendars.span_of(calendar, year, month.value) if year is not None else None
        value = calendars.joined(*ends) if ends else None
        return [r.point(m, "month", value, reason if ends else "the year is not known", said=said, calendar=calendar)]
    if year is not None:
        point = r.point(m, "month", f"{year:04d}-{month.value:02d}", said=said)
        return [point if said else _counted(r, point)]
    if base is None:
        return _in_month(r, m, "month")
    worked, alternative = calendars.month_without_year(month.value, base, r.number(m, "q"), r.future(m.start()))
    return [r.point(m, "month", worked, f"month {month.value}, year worked out from {r.base.name}", others=(alternative,))]


def _in_month(r: Reader, m: re.Match[str], rule: str) -> list[Point]:
    """A day near a base of which the month alone is known, or nothing is."""
    return [r.point(m, rule, r.base.month, f"counted from {r.base.name}" if r.base.month else "there is no date to count from")]


def _weekdays(r: Reader, m: re.Match[str]) -> list[Point]:
    base, one, two = r.base.day, r.number(m, "week"), r.number(m, "other")
    assert one is not None and two is not None
    night = m.group().startswith("P")
    if not m["link"] and not night:
        return []
    if base is None:
        return _in_month(r, m, "weekday")
    q, future = r.number(m, "q"), r.future(m.start())
    first, _ = calendars.on_weekday(one, base, q, future)
    second = first + timedelta((two - one) % 7)
    if q is None and not future and second > base:
        # both lie in the past where nothing speaks of the future, unless the report stands between them
        first, second = (first, second) if first == base else (first - timedelta(7), second - timedelta(7))
    if m["link"] in ("/", "-", "") and night:
        reason = f"the night between two days, counted from {r.base.name}"
        return [r.point(m, "night", first.isoformat(), reason, others=(second.isoformat(),), days=(first, first))]
    if "&" in m["link"] and second - first != timedelta(1):
        return []
    third = r.number(m, "third")
    if third is not None:
        if (third - two) % 7 != 1:
            return []
        second += timedelta(1)
    reason = f"weekdays counted from {r.base.name}"
    return [r.point(m, "weekdays", calendars.joined(first, second), reason, days=(first, second))]


def _weekday(r: Reader, m: re.Match[str]) -> list[Point]:
    week, relative, base = r.number(m, "week"), r.number(m, "rel"), r.base.day
    assert week is not None
    if base is None:
        return _in_month(r, m, "weekday")
    if relative is not None:
        wanted = base + timedelta(relative)
        made = min((wanted + timedelta(k) for k in range(-3, 4)), key=lambda d: (d.weekday() != week, abs((d - wanted).days)))
        reason = f"{_days_from(relative)} and weekday, counted from {r.base.name}"
        if made != wanted:
            reason += ", which falls on another weekday; the weekday decides"
        other = wanted.isoformat() if made != wanted else None
        return [r.point(m, "relative weekday", made.isoformat(), reason, others=(other,), days=(made, made))]
    direction = r.number(m, "q")
    if m["zq"]:
        direction = r.number(m, "zq")
    future = r.future(m.start())
    made, another = calendars.on_weekday(week, base, direction, future)
    reason = f"weekday counted from {r.base.name}"
    if direction is None and future:
        reason += "; the clause speaks of the future"
    return [r.point(m, "weekday", made.isoformat(), reason, others=(another.isoformat(),), days=(made, made))]


def _days_from(relative: int) -> str:
    return "today" if relative == 0 else f"{abs(relative)} day{'s' if abs(relative) > 1 else ''} {'before' if relative < 0 else 'after'}"


def _relative(r: Reader, m: re.Match[str]) -> list[Point]:
    relative, base = r.line.items[m.start("rel")].value, r.base.day
    if base is None:
        return _in_month(r, m, "relative")
    made = base + timedelta(relative)
    return [r.point(m, "relative", made.isoformat(), f"{_days_from(relative)}, counted from {r.base.name}", days=(made, made))]


def _this_month(r: Reader, m: re.Match[str]) -> list[Point]:
    if (base := r.base.day or (r.base.near if r.base.month else None)) is None:
        return _in_month(r, m, "month")
    at = base.year * 12 + base.month - 1 + (r.number(m, "q") or 0)
    return [r.point(m, "month", calendars.months(at), f"month counted from {r.base.name}")]


def _year(r: Reader, m: re.Match[str]) -> list[Point]:
    bare = m["bare"] is not None
    year = r.number(m, "bare" if bare else "year")
    if year is None and r.base.day is None:
        return [r.point(m, "year", None, "there is no date to count from")]
    if year is None and r.base.day is not None:
        return [r.point(m, "year", str(r.base.day.year + (r.number(m, "q") or 0)), f"year counted from {r.base.name}")]
    calendar, own = _calendar_and_year(r, None, year, r.item(m, "bera" if bare else "era"), r.base.day)
    if calendar != "gregorian" or own is None:
        if bare:
            return []
        return [r.point(m, "year", None, f"a year of the {calendar} calendar covers parts of two years", vague=True, calendar=calendar)]
    return [r.point(m, "year", str(own), said=True)]


def _span(r: Reader, m: re.Match[str]) -> list[Point]:
    """So many days before or after: worked out for days; counted from something else, or in larger units, it names no day."""
    unit = r.line.items[m.start("unit")]
    if m["from"]:
        return []
    sort = unit.entry.data.get("unit", "") if unit.entry is not None else ""
    days, years = m["unit"] == "J" or sort == "day", m["unit"] == "A" or sort == "year"
    count = r.number(m, "count") or unit.value or (1 if m["unit"] == "J" and not m["count"] else 0)
    if years and m["way"] == "g" and 1 < count < 200 and r.base.day is not None:
        return [r.point(m, "span", str(r.base.day.year - count), f"{count} years before, counted from {r.base.name}")]
    if not count or not days or r.base.day is None or count > 31:
        return [r.point(m, "span", None, "the words name no day", vague=True)]
    made = r.base.day + timedelta(apart := -count if m["way"] == "g" else count)
    return [r.point(m, "span", made.isoformat(), f"{_days_from(apart)}, counted from {r.base.name}", days=(made, made))]


def _vague(r: Reader, m: re.Match[str]) -> list[Point]:
    return [r.point(m, "vague", None, "the words name no day", vague=True)]


# In order of trying; the first rule that gives a point at a symbol wins.
RULES: list[tuple[re.Pattern[str], Callable[[Reader, re.Match[str]], list[Point]]]] = [
    (FIGURES, _figures), (DATE, _date), (OF_MONTH, _of_month), (SHORT, _short), (WEEKDAYS, _weekdays), (WEEKDAY, _weekday), (MONTH, _month),
    (THIS_MONTH, _this_month), (YEAR, _year), (WEEK, _vague), (RELATIVE, _relative), (SPAN, _span), (VAGUE, _vague),
]  # fmt: skip
