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
from mahdar.recognise.when_rules import DATE, WEEKDAY, Reader
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
    return days, reasons


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


def _past_dates(analysis: Analysis, line: Line) -> list[Constraint]:
    """The report is not older than the latest date it prints in full, outside clauses about the future."""
    reader = Reader(analysis, line, calendars.base_of(Anchor()))
    latest: date | None = None
    for when in analysis.whens or find(analysis, Anchor()):
        if when.value is None or when.how != SAID or when.rule not in ("date", "month", "figures"):
            continue
        at = next((i for i, item in enumerate(line.items) if item.start >= when.start and item.end), len(line.items))
        if not reader.future(at):
            first = _first_day(when.value.partition("/")[0])
            latest = first if latest is None or first > latest else latest
    return [] if latest is None else [_since(latest, f"the report tells of {latest.isoformat()} as past")]


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
    """Each office-holder named with the office must have held it; a person that the table does not have constrains nothing."""
    out: list[Constraint] = []
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
            as_of = analysis.pack.data.as_of
            shown = ", ".join(f"{h.since or '?'} to {h.until or ('at least ' + as_of if as_of else 'now')}" for h in terms)
            why = f"{actor.name.value} was {role} of {affiliation} ({shown})"
            out.append((lambda d, terms=terms, as_of=as_of: any(_held(h, d, as_of) for h in terms), why))  # type: ignore[misc]
    return out


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
