"""How events hang together: a visit holds its meetings, a conference its bilaterals, a process its rounds; what was agreed to follow leads
to what came. Pure: events in, the same events with their relations out, in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from mahdar.merge.days import bounds
from mahdar.merge.model import Event

# Days that a meeting may lie outside the days told of the visit that holds it.
STAY = 3
# Days within which a further contact of the same parties follows one that was held.
FOLLOWING = 120


def _days(event: Event) -> tuple[int, int] | None:
    found = bounds(event.date) if event.date else None
    return found if found and found[1] - found[0] <= 31 else None


def related(events: Sequence[Event]) -> list[Event]:
    """The events with `part_of`, `holds` and `follows` filled in."""
    part_of: dict[str, set[str]] = defaultdict(set)
    follows: dict[str, set[str]] = defaultdict(set)
    places: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for event in events:
        days = _days(event)
        if event.kind in ("visit", "conference") and event.country and days:
            for month in {days[0] // 31, days[1] // 31}:
                places[event.country, month].append(event)
    for event in events:
        days = _days(event)
        if not days or not event.country or event.kind in ("visit", "call", "message"):
            continue
        near = [e for month in {(days[0] - STAY) // 31, (days[1] + STAY) // 31} for e in places.get((event.country, month), ())]
        for holder in near:
            if holder.event != event.event and _holds(holder, event, days):
                part_of[event.event].add(holder.event)
    for process in _rounds(events):
        for before, after in pairwise(process):
            follows[after.event].add(before.event)
    for before, after in _follow_ups(events):
        follows[after.event].add(before.event)
    holds: dict[str, set[str]] = defaultdict(set)
    for inner, outers in part_of.items():
        for outer in outers:
            holds[outer].add(inner)
    return [
        msgspec.structs.replace(e, part_of=sorted(part_of[e.event]), holds=sorted(holds[e.event]), follows=sorted(follows[e.event]))
        for e in events
    ]


def _holds(holder: Event, event: Event, days: tuple[int, int]) -> bool:
    own = _days(holder)
    if own is None or days[0] > own[1] + STAY or days[1] < own[0] - STAY:
        return False
    if holder.city and event.city and holder.city != event.city and holder.kind == "conference":
        return False
    if holder.kind == "visit":
        guests = {p.affiliation for p in holder.people if p.part == "guest" and p.affiliation}
        return bool(guests & set(event.parties)) and holder.country in event.parties and event.kind != "conference"
    # A conference holds the meetings of two of those who came, in its city on its days.
    inside = set(event.parties) <= set(holder.parties) or holder.city == event.city
    return event.kind == "meeting" and inside and holder.city is not None and own[0] <= days[0] <= own[1] and len(event.parties) == 2


def _rounds(events: Iterable[Event]) -> list[list[Event]]:
    """Rounds of negotiation of one process (the same document, or the same parties), in order of their days."""
    series: dict[tuple[str, ...], list[tuple[int, Event]]] = defaultdict(list)
    for event in events:
        days = _days(event)
        if event.kind == "negotiation" and days:
            series[("process", event.documents[0]) if event.documents else tuple(sorted(event.parties))].append((days[0], event))
    return [[e for _, e in sorted(found, key=lambda p: (p[0], p[1].event))] for _, found in sorted(series.items()) if len(found) > 1]


def _follow_ups(events: Iterable[Event]) -> list[tuple[Event, Event]]:
    """A contact that reports of an earlier one announced, and the earlier one: the same two parties, planned in a report that tells the
    earlier contact as held, and later in time."""
    telling: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind not in ("visit", "message"):
            for report in {s.report for s in event.timeline if s.status == "held"}:
                telling[report].append(event)
    out = []
    for event in events:
        announced = {s.report for s in event.timeline if s.status in ("planned", "proposed")}
        days = _days(event)
        for report in sorted(announced):
            for before in telling[report]:
                earlier = _days(before)
                shared = set(before.parties) & set(event.parties)
                if before.event == event.event or len(shared) < 2 or not earlier or not days:
                    continue
                if 0 < days[0] - earlier[1] <= FOLLOWING:
                    out.append((before, event))
    return out
