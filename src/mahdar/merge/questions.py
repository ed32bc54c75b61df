"""What is asked of many events: which, in what order, told by one side only, changed since when. Pure functions over lists of events.

A conference counts as one event however many take part; `pairs` takes it apart only for those who ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import msgspec

from mahdar.merge.days import bounds, iso, ordinal
from mahdar.merge.model import Event, Leading
from mahdar.merge.parties import NAMED, likeness
from mahdar.merge.sides import THIRD, Registry

NEW, CHANGED, WITHDRAWN = "new", "changed", "withdrawn"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which events: every field given must hold; a list holds when one of its values does (`who` and `beside`: each names a person)."""

    who: str | None = None
    beside: str | None = None
    state: list[str] = []
    topic: list[str] = []
    document: list[str] = []
    kind: list[str] = []
    status: list[str] = []
    place: str | None = None
    since: str | None = None
    until: str | None = None


def day(event: Event) -> tuple[int, int] | None:
    """The days of an event: its own, else the days on which its reports were published."""
    own = bounds(event.date) if event.date else None
    if own:
        return own
    published = [d for d in (ordinal(s.day) for s in event.timeline) if d is not None]
    return (min(published), max(published)) if published else None


def events(found: Iterable[Event], wanted: Wanted) -> list[Event]:
    """The events asked for, by day."""
    kept = [e for e in found if holds(e, wanted)]
    return sorted(kept, key=lambda e: (day(e) or (0, 0), e.event))


def holds(event: Event, wanted: Wanted) -> bool:
    """Whether an event is asked for."""
    lists = (
        (wanted.state, event.parties),
        (wanted.topic, event.topics),
        (wanted.document, event.documents),
        (wanted.kind, [event.kind]),
        (wanted.status, [event.status]),
    )
    if any(asked and not {a.casefold() for a in asked} & {t.casefold() for t in there} for asked, there in lists):
        return False
    if any(name and not _took_part(event, name) for name in (wanted.who, wanted.beside)):
        return False
    if wanted.place and wanted.place.casefold() not in {(event.city or "").casefold(), (event.country or "").casefold()}:
        return False
    return _within(event, wanted)


def _within(event: Event, wanted: Wanted) -> bool:
    since = bounds(wanted.since) if wanted.since else None
    until = bounds(wanted.until) if wanted.until else None
    if since is None and until is None:
        return True
    own = day(event)
    return own is not None and (since is None or own[1] >= since[0]) and (until is None or own[0] <= until[1])


def _took_part(event: Event, name: str) -> bool:
    return any(p.name and likeness(p.name, name) >= NAMED for p in event.people)


def timeline(found: Iterable[Event], one: str, other: str) -> list[Event]:
    """The contacts between two parties, by day."""
    return [e for e in events(found, Wanted()) if {one, other} <= set(e.parties)]


class Silence(msgspec.Struct, frozen=True, gc=False):
    """A contact that outlets of some sides tell and those of another party do not, although that party has outlets among those collected."""

    event: str
    told_by: list[str]
    silent: list[str]
    reports: list[str]


def silences(found: Iterable[Event], leads: Mapping[str, Leading], outlets: Registry) -> list[Silence]:
    """Contacts told by one side only. Parties without any outlet in the whole collection are not called silent: nobody listened to them."""
    collected = {outlets.of(lead).state for lead in leads.values()}
    out = []
    for event in events(found, Wanted()):
        telling = {outlets.side(leads[r], event.parties) for r in event.reports if r in leads} - {THIRD}
        listened = [p for p in event.parties if p in collected]
        silent = [p for p in listened if p not in telling]
        if telling and silent and len(event.parties) > 1:
            out.append(Silence(event.event, sorted(telling), silent, event.reports))
    return out


class Change(msgspec.Struct, frozen=True, gc=False):
    """What became of an event since a day or since an earlier list: new, changed (which fields), or withdrawn."""

    event: str
    what: str
    fields: list[str]
    reports: list[str]


_COMPARED = ("kind", "status", "date", "city", "country", "parties", "topics", "documents", "reports", "mentions")


def changes(before: Iterable[Event], after: Iterable[Event]) -> list[Change]:
    """What those who keep a copy have to change. An event is followed by its claims, so a new id alone is no change."""
    old = list(before)
    home = {claim: e for e in old for claim in e.claims}
    met: set[str] = set()
    out = []
    for event in after:
        known = next((home[c] for c in event.claims if c in home and home[c].event not in met), None)
        if known is None:
            out.append(Change(event.event, NEW, [], event.reports))
            continue
        met.add(known.event)
        fields = [name for name in _COMPARED if getattr(known, name) != getattr(event, name)]
        if fields:
            out.append(Change(event.event, CHANGED, fields, event.reports))
    out += [Change(e.event, WITHDRAWN, [], e.reports) for e in old if e.event not in met]
    return sorted(out, key=lambda c: (c.event, c.what))


def changed_since(found: Iterable[Event], since: str) -> list[Change]:
    """Events that reports published on or after a day made or added to."""
    edge = bounds(since)
    if edge is None:
        raise ValueError(f"{since}: not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
    out = []
    for event in found:
        days = [(ordinal(s.day), s) for s in event.timeline]
        late = [s for d, s in days if d is not None and d >= edge[0]]
        if late:
            new = all(d is not None and d >= edge[0] for d, _ in days)
            fields = [] if new else sorted({s.status for s in late})
            out.append(Change(event.event, NEW if new else CHANGED, fields, sorted({s.report for s in late})))
    return sorted(out, key=lambda c: (c.event, c.what))


def pairs(event: Event) -> list[tuple[str, str]]:
    """The pairs of parties of an event, for those who ask; nothing counts them by itself."""
    return list(combinations(sorted(event.parties), 2))


def first_day(event: Event) -> str:
    """The first day of an event as `YYYY-MM-DD`, for sorting and showing."""
    own = day(event)
    return iso(own[0]) or "" if own else ""
