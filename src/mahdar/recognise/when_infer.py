"""The day of a report that prints no date of publication, from what is certain in it.

In: an `Analysis` (tokens, matches; actors where they are known) and the latest day possible. Out: the days of 2000 up to then that every
constraint allows, with the constraints in words. Constraints are the dateline's day and month, weekdays printed as today or yesterday or
beside a day and month, dates told as past, the adoption of documents that are cited, and the terms of named office-holders. Nothing here
reads the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from mahdar.model import INFERRED, SAID, Value
from mahdar.packs import Holder
from mahdar.recognise import when_calendar as calendars
from mahdar.recognise.analysis import Analysis
from mahdar.recognise.dates import find
from mahdar.recognise.documents import COUNCIL, find_documents, resolution_year
from mahdar.recognise.holders import key
from mahdar.recognise.when_calendar import Anchor
from mahdar.recognise.when_line import Line, build
from mahdar.recognise.when_reader import Reader
from mahdar.recognise.when_rules import DATE, MONTH, WEEKDAY
from mahdar.text import folded

FIRST_YEAR = 2000
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Constraint = tuple[Callable[[date], bool], str]


def infer_published(analysis: Analysis, *, today: date) -> Value | None:
    """The only day that the report's own facts allow, or None where they allow several or none."""
    days, reasons = candidates(analysis, today=today)
    if len(days) != 1:
        return None
    return Value(value=days[0].isoformat(), how=INFERRED, reasons=reasons)


def candidates(analysis: Analysis, *, today: date) -> tuple[list[date], list[str]]:
    """Days on which the report may have been written, and why; ([], []) where it prints no day and month of its own."""
    line = build(analysis)
    in_full = _today_in_full(line, today)
    if in_full is not None:
        return [in_full], [f"the report calls {in_full.isoformat()} today"]
    told = _day_and_month(analysis, line)
    if told is None:
        return [], []
    number, month, reason = told
    years = range(FIRST_YEAR, today.year + 1)
    days = [d for y in years if (d := calendars.day("gregorian", y, month, number)) is not None and d <= today]
    reasons = [reason]
    for allows, why in [*_weekdays(line), *_past_dates(analysis, line), *_documents(analysis), *_terms(analysis)]:
        left = [d for d in days if allows(d)]
        if len(left) < len(days):
            reasons.append(why)
        days = left
    for first, why in _coming(analysis, line):
        left = [d for d in days if timedelta(0) <= first - d < timedelta(365)]
        if 0 < len(left) < len(days):
            days, reasons = left, [*reasons, why]
    return days, reasons


def infer_month(analysis: Analysis, *, today: date) -> str | None:
    """The month of a report that names a day of it without more, and the month before as the last one ("last June … on 5 July"), in the only
    year that its other facts allow; None where they allow several or none."""
    line = build(analysis)
    plain: set[int] = set()
    last: set[int] = set()
    for pattern in (DATE, MONTH):
        for m in pattern.finditer(line.text):
            month = line.items[m.start("month")]
            if m["year"] or m["yearq"] or month.entry is None or month.entry.data.get("calendar") != "gregorian":
                continue
            q = line.items[m.start("q")].value if m["q"] else None
            if q == calendars.PAST:
                last.add(month.value)
            elif q is None and pattern is DATE:
                plain.add(month.value)
    own = {month % 12 + 1 for month in last} & plain - last
    if len(own) != 1:
        return None
    number = own.pop()
    constraints = [*_past_dates(analysis, line), *_documents(analysis), *_terms(analysis)]
    found = []
    for year in range(FIRST_YEAR, today.year + 1):
        first, after = calendars.span_of("gregorian", year, number) or (today, today)
        days = [first + timedelta(k) for k in range((min(after, today) - first).days + 1)]
        if any(all(allows(d) for allows, _ in constraints) for d in days):
            found.append(f"{year:04d}-{number:02d}")
    return found[0] if len(found) == 1 else None


def _today_in_full(line: Line, today: date) -> date | None:
    """The day that the report prints in full beside the word for today, where it is one."""
    told = set()
    for m in DATE.finditer(line.text):
        at, month = m.group().find("R"), line.items[m.start("month")]
        if at < 0 or line.items[m.start() + at].value != 0 or m["year"] is None or m["link"] is not None or month.entry is None:
            continue
        day = calendars.day(month.entry.data["calendar"], line.items[m.start("year")].value, month.value, line.items[m.start("a")].value)
        if day is not None and day <= today:
            told.add(day)
    return told.pop() if len(told) == 1 else None


def _day_and_month(analysis: Analysis, line: Line) -> tuple[int, int, str] | None:
    """Day and month that the report gives for itself: in its dateline, or beside the word for today."""
    dateline = analysis.report.dateline
    if dateline is not None and dateline.day is not None and dateline.month is not None and dateline.year is None:
        return dateline.day, dateline.month, f"the dateline says day {dateline.day} of month {dateline.month}"
    for m in DATE.finditer(line.text):
        today = "R" in m.group() and line.items[m.start() + m.group().index("R")].value == 0
        month = line.items[m.start("month")]
        gregorian = month.entry is not None and month.entry.data.get("calendar") == "gregorian"
        if today and gregorian and m["year"] is None and m["link"] is None:
            number = line.items[m.start("a")].value
            return number, month.value, f"the report calls day {number} of month {month.value} today"
    return None


def _weekdays(line: Line) -> list[Constraint]:
    """What weekdays printed as today or yesterday, or beside a day and month, allow."""
    out: list[Constraint] = []
    told = set()
    for m in WEEKDAY.finditer(line.text):
        if m["rel"] is not None:
            told.add((line.items[m.start("week")].value - line.items[m.start("rel")].value) % 7)
    if len(told) == 1:
        week = told.pop()
        out.append((lambda d: d.weekday() == week, f"the report was written on a {_DAYS[week]}"))
    for m in DATE.finditer(line.text):
        month = line.items[m.start("month")]
        if m["week"] is None or m["year"] or m["link"] or month.entry is None or month.entry.data.get("calendar") != "gregorian":
            continue
        week, number = line.items[m.start("week")].value, line.items[m.start("a")].value
        why = f"day {number} of month {month.value} was a {_DAYS[week]}"
        out.append((lambda d, week=week, number=number, month=month.value: _fits(d, number, month, week), why))  # type: ignore[misc]
    return out


def _fits(day: date, number: int, month: int, week: int) -> bool:
    """Whether the day and month nearest to `day` falls on weekday `week`."""
    near = [d for k in (-1, 0, 1) if (d := calendars.day("gregorian", day.year + k, month, number)) is not None]
    return bool(near) and min(near, key=lambda d: abs((d - day).days)).weekday() == week


def _since(first: date, why: str) -> Constraint:
    return (lambda d: d >= first), why


def _printed(analysis: Analysis, line: Line) -> list[tuple[date, bool, str]]:
    """The first days of the dates that the report prints in full, whether each is told as coming, and its rule."""
    reader = Reader(analysis, line, calendars.base_of(Anchor()))
    out: list[tuple[date, bool, str]] = []
    for when in analysis.whens or find(analysis, Anchor()):
        if when.value is None or when.how != SAID or when.rule not in ("date", "month", "figures"):
            continue
        at = next((i for i, item in enumerate(line.items) if item.start >= when.start and item.end), len(line.items))
        out.append((_first_day(when.value.partition("/")[0]), reader.future(at), when.rule))
    return out


def _past_dates(analysis: Analysis, line: Line) -> list[Constraint]:
    """The report is not older than the latest date it prints in full, outside clauses about the future."""
    latest = max((first for first, coming, _ in _printed(analysis, line) if not coming), default=None)
    return [] if latest is None else [_since(latest, f"the report tells of {latest.isoformat()} as past")]


def _coming(analysis: Analysis, line: Line) -> list[tuple[date, str]]:
    """Days printed in full and told as coming: where one of the days left is less than a year before, it is the report's."""
    told = _printed(analysis, line)
    return [(day, f"the report tells of {day.isoformat()} as coming") for day, coming, rule in told if coming and rule != "month"]


def _documents(analysis: Analysis) -> list[Constraint]:
    """The report is not older than the documents it cites."""
    out = []
    for value in sorted({m.value for m in analysis.documents or find_documents(analysis)}):
        adopted = analysis.pack.data.document_dates.get(value)
        kind, _, number = value.rpartition(" ")
        if not adopted and kind == COUNCIL and number.isdigit():
            year = resolution_year(int(number), analysis.pack.data.resolutions)
            adopted = str(year) if year is not None else None
        if adopted:
            out.append(_since(_first_day(adopted), f"it cites {value}, adopted {adopted}"))
    return out


def _terms(analysis: Analysis) -> list[Constraint]:
    """Each office-holder named with the office must have held it; a person that the table does not have constrains nothing, nor does one who
    held it before another one named."""
    named: list[tuple[str, list[Holder]]] = []
    seen = set()
    for actor in analysis.actors:
        if actor.name is None or actor.role is None or actor.affiliation is None or actor.former:
            continue
        who = (folded(actor.name.value), actor.role.value, actor.affiliation.value)
        if who in seen:
            continue
        seen.add(who)
        name, role, affiliation = who
        terms = [h for h in analysis.pack.data.holders if h.role == role and h.affiliation == affiliation and _same_name(name, h.names)]
        if terms:
            named.append((actor.name.value, terms))
    out: list[Constraint] = []
    as_of = analysis.pack.data.as_of
    for name, terms in named:
        if any(_before(terms, others) for _, others in named):
            continue
        shown = ", ".join(f"{h.since or '?'} to {h.until or ('at least ' + as_of if as_of else 'now')}" for h in terms)
        why = f"{name} was {terms[0].role} of {terms[0].affiliation} ({shown})"
        out.append((lambda d, terms=terms: any(_held(h, d, as_of) for h in terms), why))  # type: ignore[misc]
    return out


def _before(terms: list[Holder], others: list[Holder]) -> bool:
    """Whether the others' terms in the same office all began when these were over."""
    if (terms[0].role, terms[0].affiliation) != (others[0].role, others[0].affiliation):
        return False
    return all(h.until and o.since and _last_day(h.until) <= _last_day(o.since) for h in terms for o in others)


def _same_name(name: str, names: list[str]) -> bool:
    last = key(name.rpartition(" ")[2])
    return any(name == other or (len(last) > 2 and last == key(other.rpartition(" ")[2])) for other in names)


def _held(holder: Holder, day: date, as_of: str) -> bool:
    """Whether somebody is known to have been in office on a day; an open term is known up to the day that the world data are of."""
    until = holder.until or as_of
    return (not holder.since or day >= _first_day(holder.since)) and (not until or day <= _last_day(until))


def _first_day(prefix: str) -> date:
    """The first day that an ISO day, month or year covers."""
    parts = [int(p) for p in prefix.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _last_day(prefix: str) -> date:
    parts = [int(p) for p in prefix.split("-")]
    if len(parts) > 2:
        return date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) > 1 else (parts[0], 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
