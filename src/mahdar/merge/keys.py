"""Keys under which tellings of one contact meet, so that a new one is compared with few and never with all.

A key joins the family of kinds, two parties (both by state or body, or both by the last word of their names) and a stretch of days. A visit
is keyed by guest and destination, a conference by each party and its place as well. Two tellings that may be one contact share a key; that
they share one says nothing yet.
"""

from __future__ import annotations

from itertools import combinations

from mahdar.merge.days import LONG, SLACK
from mahdar.merge.model import VISIT, WIDE, Day, Party, Telling
from mahdar.merge.tellings import words

# Days of one stretch. A telling is kept under every stretch that its days, with their slack, touch.
STRETCH = 14
# Parties of a telling that make keys: a long list of attendants must not make a list of pairs.
MOST = 5


def stretches(day: Day, date: str | None) -> list[str]:
    """The stretches of days that a reading touches; a year or longer has only its own name."""
    if day.last - day.first > LONG:
        return [date or ""]
    slack = 0 if day.sure == WIDE else SLACK
    return [str(n) for n in range((day.first - slack) // STRETCH, (day.last + slack) // STRETCH + 1)]


def _last(party: Party) -> str:
    found = words(party.name or "")
    return found[-1] if found else ""


def keys(telling: Telling) -> list[str]:
    """The keys of a telling; none where no day or no two parties are told, or where it only lists who attended another."""
    if telling.day is None or telling.echo_of:
        return []
    days = stretches(telling.day, telling.date)
    pairs: set[tuple[str, str]] = set()
    chosen = telling.principals[:MOST]
    if telling.family == VISIT or telling.kind == "conference":
        place = telling.country or telling.city or ""
        for party in chosen:
            pairs |= {(tag, place) for tag in (party.affiliation or "", _last(party)) if tag and place}
    if telling.family != VISIT:
        for a, b in combinations(chosen, 2):
            pairs.add(_pair(a.affiliation or "", b.affiliation or ""))
            pairs.add(_pair(_last(a), _last(b)))
        if len({p.affiliation for p in telling.principals}) == 1 and telling.city:
            pairs.add((telling.principals[0].affiliation or "", telling.city))
    return sorted({f"{telling.family}|{a}|{b}|{d}" for a, b in pairs if a and b and a != b for d in days})


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)
