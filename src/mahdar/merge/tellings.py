"""Records to tellings: each engagement of a report made ready to be compared, and the report's headline and lead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from mahdar.merge.days import day_of, ordinal
from mahdar.merge.model import DEEPER, FAMILY, HEADLINE, IN_PERSON, LEAD, Leading, Party, Telling
from mahdar.merge.parties import BY_NAME, match
from mahdar.model import FROM_DATELINE, INFERRED, SAID, Engagement, Evidence, Record
from mahdar.text import folded

# The lead: what begins within so many code points of the body, at most so many sentences.
LEAD_LENGTH, LEAD_SENTENCES = 800, 6
# Words shorter than this say nothing (particles).
SHORTEST = 3
# Parties from which a telling may be a list of those who attended.
RETINUE = 3
_WORD = re.compile(r"\w+")
_PARTICIPANT = re.compile(r"participants\[(\d+)\]\.(\w+)")


def telling_id(report: str, claim: str) -> str:
    return f"{report}/{claim}"


def words(text: str) -> list[str]:
    """Folded words of a text that are long enough to say something."""
    return [w for w in _WORD.findall(folded(text)) if len(w) >= SHORTEST]


def lead_end(record: Record) -> int:
    """Where headline and lead end in the report's text."""
    report = record.report
    title = report.title.end if report.title else 0
    body = [s for s in report.sentences if s.start >= title]
    if not body:
        return title
    first = body[0].start
    lead = [s for s in body[:LEAD_SENTENCES] if s.start - first < LEAD_LENGTH]
    return min(lead[-1].end, first + 2 * LEAD_LENGTH)


def leading(record: Record) -> Leading:
    """The part of a report that tells its news."""
    report = record.report
    return Leading(
        report=record.id,
        outlet=outlet(record),
        published=ordinal(record.published),
        agency=report.agency.value if report.agency else None,
        text=f" {folded(report.text[: lead_end(record)])} ",
        title=report.text[report.title.start : report.title.end] if report.title else "",
        host=((urlsplit(report.url).hostname or "") if report.url else "").removeprefix("www."),
    )


def outlet(record: Record) -> str:
    return record.report.outlet.value if record.report.outlet else ""


def tellings(record: Record) -> list[Telling]:
    """The engagements of a record, as tellings."""
    end = lead_end(record)
    published = ordinal(record.published)
    out: dict[str, Telling] = {}
    for engagement in record.engagements:
        made = _telling(record, engagement, end, published)
        # The legs of a tour are read from one cue and share its id.
        number = 1 + sum(t.claim == made.claim for t in out.values())
        name = made.id if number == 1 else f"{made.id}~{number}"
        out[name] = msgspec.structs.replace(made, id=name)
    found = list(out.values())
    return [msgspec.structs.replace(t, echo_of=_echoed(t, found)) for t in found]


def _echoed(telling: Telling, others: list[Telling]) -> str:
    """The earlier telling whose attendants a telling lists: it has no day of its own, shares one party by name, and brings only people
    of states that are there already. (The attendance of a reception reads like a meeting of those who attended.)"""
    if telling.date or telling.family != IN_PERSON or len(telling.principals) < RETINUE:
        return ""
    for other in others:
        if other.id == telling.id or other.family != IN_PERSON or other.start >= telling.start or len(other.principals) < 2:
            continue
        states = {p.affiliation for p in other.principals}
        shared = [p for p in telling.principals if any(match(p, q) == BY_NAME for q in other.principals)]
        if shared and len(shared) < len(telling.principals) - 1 and {p.affiliation for p in telling.principals} <= states:
            return other.id
    return ""


def _start(engagement: Engagement) -> int:
    """Where the report first tells it: at its cue, or earlier where two of its parties were told in their parts."""
    cues = [e.start for e in engagement.evidence if e.field == "kind"]
    parts = sorted(e.start for e in engagement.evidence if e.field.endswith(".part") and e.how == SAID)
    return min(cues + parts[1:2] or [e.start for e in engagement.evidence] or [0])


def _telling(record: Record, engagement: Engagement, end: int, published: int | None) -> Telling:
    title = record.report.title.end if record.report.title else 0
    start = _start(engagement)
    parties = _parties(engagement)
    place = [e for e in engagement.evidence if e.field in ("city", "country")]
    return Telling(
        id=telling_id(record.id, engagement.id),
        report=record.id,
        claim=engagement.id,
        outlet=outlet(record),
        published=published,
        position=HEADLINE if start < title else LEAD if start < end else DEEPER,
        start=start,
        family=FAMILY.get(engagement.kind, IN_PERSON),
        kind=engagement.kind,
        status=engagement.status,
        principals=tuple(p for p in parties if p.part != "attendee"),
        attendees=tuple(p for p in parties if p.part == "attendee"),
        date=engagement.date,
        day=day_of(engagement.date, engagement.evidence, published, engagement.status),
        city=engagement.city,
        country=engagement.country,
        place_said=bool(place) and all(e.how not in (INFERRED, FROM_DATELINE) for e in place),
        where=tuple(sorted({folded(e.words) for e in place})),
        topics=tuple(engagement.topics),
        documents=tuple(engagement.documents),
        sources=tuple(engagement.according_to),
        line=_line(record, start),
    )


def _line(record: Record, start: int) -> frozenset[str]:
    for span in record.report.sentences:
        if span.start <= start < span.end:
            return frozenset(words(record.report.text[span.start : span.end]))
    return frozenset()


def _parties(engagement: Engagement) -> list[Party]:
    """Participants with the phrases that named them: the name, and office with its state where they stand together."""
    found: dict[int, dict[str, Evidence]] = {}
    for item in engagement.evidence:
        match = _PARTICIPANT.fullmatch(item.field)
        if match:
            found.setdefault(int(match[1]), {})[match[2]] = item
    out = []
    for number, p in enumerate(engagement.participants):
        out.append(Party(p.name, p.affiliation, p.role, p.part, tuple(_phrases(p.name, found.get(number, {})))))
    return out


def _phrases(name: str | None, evidence: dict[str, Evidence]) -> Iterable[str]:
    if name:
        yield folded(name)
    role, state = evidence.get("role"), evidence.get("affiliation")
    if (
        role
        and state
        and state.start <= role.end + 1
        and role.start <= state.end + 1
        and (role.start, role.end) != (state.start, state.end)
    ):
        first, last = sorted((role, state), key=lambda e: e.start)
        joined = first.words if first.end >= last.end else f"{first.words} {last.words}" if last.start > first.end else first.words
        if len(joined.split()) > 1:
            yield folded(joined)
