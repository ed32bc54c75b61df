"""The table of versions of one event: what each side tells of it, what it leaves out, in which words.

In: an event, the records of its reports, the list of outlets. Out: a `Comparison`. A side is a party to the contact whose outlets tell it;
all other outlets are third parties. A party without an outlet among those collected is silent, and the notes say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from mahdar.merge import terms
from mahdar.merge.event import DISPUTED, event_of
from mahdar.merge.group import Group, group
from mahdar.merge.model import DEEPER, Account, Comparison, Event, Leading, Line, Telling, Told
from mahdar.merge.parties import BY_OFFICE, NAMED, likeness, match
from mahdar.merge.sides import THIRD, Registry, registry
from mahdar.merge.tellings import leading, telling_id, words
from mahdar.model import Engagement, Record, Statement

# Share of the words of the shorter content from which two statements of one speaker are one statement.
SAME_WORDS = 0.4
# Words of a side that a line shows at most.
SHOWN = 3


def comparison(event: Event, records: Mapping[str, Record], outlets: Registry | None = None) -> Comparison:
    """The versions of an event. `records` may hold more than its reports; reports without a record are left out."""
    known = outlets or registry()
    told = [records[r] for r in [*event.reports, *event.mentions] if r in records]
    leads = {r.id: leading(r) for r in told}
    side = {r.id: known.side(leads[r.id], event.parties) for r in told}
    accounts = _accounts(event, leads, side, known)
    present = [a.side for a in accounts if not a.silent]
    engagements = {r.id: _engagements(r, event) for r in told}
    return Comparison(
        event=event,
        accounts=accounts,
        slots=event.slots,
        topics=_topics(told, engagements, side, present),
        statements=_statements(told, event, side, present),
        terms=terms.used(told, side),
        notes=_notes(event, accounts),
        titles={r: lead.title for r, lead in leads.items()},
        outlets={r: lead.outlet for r, lead in leads.items()},
    )


def compared(records: Sequence[Record], outlets: Registry | None = None) -> Comparison:
    """The comparison of records that are known to tell one contact (the demonstration's, or those that a person picked).

    Of the contacts in them, the one told by most reports is compared; of each report that the grouping keeps
    apart, the nearest telling is put back.
    """
    known = outlets or registry()
    groups, copies = group(records)
    leads = {r.id: leading(r) for r in records}
    if not groups:
        raise ValueError("no contact was read in these reports")
    best = max(groups, key=lambda g: (len({t.report for t in g.told if t.position != DEEPER}), len(g.tellings), g.tellings[0].id))
    return comparison(event_of(_with_strays(best, groups), leads, copies, known), {r.id: r for r in records}, known)


def richest(cases: Iterable[Sequence[Record]], outlets: Registry | None = None) -> Comparison | None:
    """Of several sets of records, each known to tell one contact, the comparison that shows most: sides that tell it, a disputed day or
    place, topics omitted, loaded words. The first of equals; None where no contact was read."""
    best: tuple[int, Comparison] | None = None
    for records in cases:
        try:
            found = compared(records, outlets)
        except ValueError:
            continue
        speaking = sum(not a.silent for a in found.accounts)
        disputed = sum(s.state == DISPUTED for s in found.slots if s.name not in ("people", "kind", "level"))
        shows = 4 * min(speaking, 2) + 3 * min(disputed, 1) + min(sum(bool(n.omitted) for n in found.topics), 3) + min(len(found.terms), 3)
        if best is None or shows > best[0]:
            best = (shows, found)
    return best[1] if best else None


def _with_strays(best: Group, groups: Iterable[Group]) -> Group:
    """The group with the nearest telling of each report that it lacks: the caller says that all tell one contact."""
    inside = {t.report for t in best.told if t.telling}
    tellings, told = list(best.tellings), [x for x in best.told if x.telling]
    rest: dict[str, list[tuple[int, int, Telling]]] = defaultdict(list)
    for t in (t for other in groups for t in other.tellings):
        shared = max(sum(any(match(p, q) >= BY_OFFICE for q in b.principals) for p in t.principals) for b in best.tellings)
        if t.report not in inside and t.position != DEEPER and t.family == best.tellings[0].family and shared:
            rest[t.report].append((-shared, t.start, t))
    for report in sorted(rest):
        found = min(rest[report], key=lambda r: (r[0], r[1], r[2].id))[2]
        tellings.append(found)
        told.append(Told(report, found.id, found.position, "named by the caller as telling the same contact"))
    told += [x for x in best.told if not x.telling and x.report not in rest]
    return Group(sorted(tellings, key=lambda t: (t.report, t.start, t.id)), told)


def _accounts(event: Event, leads: Mapping[str, Leading], side: Mapping[str, str], outlets: Registry) -> list[Account]:
    reports: dict[str, list[str]] = defaultdict(list)
    official: dict[str, list[str]] = defaultdict(list)
    for report in event.reports:
        if report in side:
            reports[side[report]].append(report)
            if outlets.of(leads[report]).official and side[report] != THIRD:
                official[side[report]].append(report)
    order = [*event.parties, *([THIRD] if reports[THIRD] else [])]
    return [Account(s, reports[s], official[s], not reports[s]) for s in order]


def _engagements(record: Record, event: Event) -> list[Engagement]:
    mine = {claim.split("~")[0] for claim in event.claims}
    return [e for e in record.engagements if telling_id(record.id, e.id) in mine]


def _line(what: str, kind: str, found: Iterable[tuple[str, str, str]], present: Iterable[str]) -> Line:
    """A line from (side, report, words)."""
    told: dict[str, list[str]] = defaultdict(list)
    said: dict[str, list[str]] = defaultdict(list)
    for side, report, quote in found:
        if report not in told[side]:
            told[side].append(report)
        if quote and quote not in said[side] and len(said[side]) < SHOWN:
            said[side].append(quote)
    return Line(what, kind, dict(sorted(told.items())), dict(sorted(said.items())), [s for s in present if s not in told and s != THIRD])


def _topics(told: list[Record], engagements: Mapping[str, list[Engagement]], side: Mapping[str, str], present: list[str]) -> list[Line]:
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for record in told:
        for engagement in engagements[record.id]:
            for kind, values in (("topic", engagement.topics), ("document", engagement.documents)):
                for n, value in enumerate(values):
                    field = f"{kind}s[{n}]"
                    quote = next((e.words for e in engagement.evidence if e.field == field), "")
                    found[kind, value].append((side[record.id], record.id, " ".join(quote.split())))
    lines = [_line(value, kind, what, present) for (kind, value), what in found.items()]
    return sorted(lines, key=lambda n: (n.kind, not n.omitted, -sum(map(len, n.told.values())), n.what))


def _speaker(statement: Statement) -> str:
    s = statement.speaker
    states = s.affiliation if isinstance(s.affiliation, list) else [s.affiliation or ""]
    return s.name or " and ".join(x for x in states if x) or s.role or ""


def _statements(told: list[Record], event: Event, side: Mapping[str, str], present: list[str]) -> list[Line]:
    """Statements of the parties, one line each; the same statement in several reports is one line."""
    held: list[tuple[str, Statement, frozenset[str], list[tuple[str, str, str]]]] = []
    parties = set(event.parties)
    for record in told:
        for statement in record.statements:
            states = statement.speaker.affiliation
            if not parties & set(states if isinstance(states, list) else [states or ""]):
                continue
            content = frozenset(words(statement.content))
            entry = (side[record.id], record.id, " ".join(statement.content.split()))
            for _, other, there, found in held:
                if _one_speaker(other, statement) and _alike(there, content) >= SAME_WORDS:
                    found.append(entry)
                    break
            else:
                held.append((_speaker(statement), statement, content, [entry]))
    lines = [_line(f"{who}: {statement.act}", "statement", found, present) for who, statement, _, found in held]
    return sorted(lines, key=lambda n: (-sum(map(len, n.told.values())), n.what))


def _one_speaker(a: Statement, b: Statement) -> bool:
    if a.speaker.name and b.speaker.name:
        return likeness(a.speaker.name, b.speaker.name) >= NAMED
    return a.speaker.affiliation == b.speaker.affiliation


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _notes(event: Event, accounts: Iterable[Account]) -> list[str]:
    notes = [f"no readout by {a.side} among the outlets collected" for a in accounts if a.silent]
    notes += [f"told by outlets of {a.side}, none of them official" for a in accounts if a.reports and not a.official and a.side != THIRD]
    for slot in event.slots:
        if slot.state == DISPUTED and slot.name not in ("people", "kind", "level"):
            notes.append(f"{slot.name} disputed: " + "; ".join(f"{v.value} ({', '.join(v.reports[:4])})" for v in slot.versions[:4]))
    return notes
