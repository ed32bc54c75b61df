"""A group of tellings as an event: what its reports agree on, where they differ, what nobody says, how it came about, and who tells it.

In: a group, the leads of its reports, which of them print one text, the list of outlets. Out: an `Event`. Nothing is chosen silently: every
slot lists all values with their reports.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from mahdar.merge.days import bounds, iso
from mahdar.merge.group import Group, event_id
from mahdar.merge.model import DEEPER, NEAR, WEEKDAY, WORDS, Copy, Event, Leading, Party, Person, Slot, Step, Telling, Version, Voice
from mahdar.merge.parties import BY_DELEGATION, BY_NAME, VAGUE, match
from mahdar.merge.sides import Registry

AGREED, DISPUTED, SILENT = "agreed", "disputed", "silent"
# How much a reading of a day counts, by what it rests on.
_WEIGHT = {WORDS: 4, WEEKDAY: 3, NEAR: 2}
# Offices by rank, highest first: what level a contact had.
RANKS = (
    ("heads of state", frozenset({"monarch", "president"})),
    ("crown princes and vice presidents", frozenset({"crown_prince", "vice_president"})),
    ("heads of government", frozenset({"prime_minister"})),
    (
        "ministers",
        frozenset(
            {"deputy_prime_minister", "foreign_minister", "defence_minister", "interior_minister", "finance_minister", "minister"}
            | {"secretary_general", "speaker_of_parliament"}
        ),
    ),
    ("deputy ministers and envoys", frozenset({"deputy_foreign_minister", "special_envoy", "security_adviser", "intelligence_chief"})),
    ("ambassadors", frozenset({"ambassador", "charge_d_affaires", "permanent_representative", "consul"})),
)
# The status of an event where its reports tell several, from what overrules to what is overruled.
_ORDER = ("held", "cancelled", "postponed", "planned", "proposed", "denied")
DISPUTED_STATUS = "disputed"


def event_of(group: Group, leads: Mapping[str, Leading], copies: Mapping[frozenset[str], Copy], outlets: Registry) -> Event:
    """The event of a group."""
    tellings = [t for t in group.tellings if not t.echo_of] or group.tellings
    reports = sorted({t.report for t in group.told if t.position != DEEPER})
    mentions = sorted({t.report for t in group.told} - set(reports))
    told = [lead for lead in (leads.get(r) for r in reports or mentions) if lead]
    slots = [
        _statuses(_slot("status", _by_report(tellings, lambda t: t.status), reports)),
        _dates(tellings, reports),
        _slot("city", _by_report(tellings, lambda t: t.city), reports),
        _slot("country", _by_report(tellings, lambda t: t.country), reports),
        _slot("kind", _by_report(tellings, lambda t: t.kind), reports),
        _slot("level", _by_report(tellings, _level), reports),
        _slot("initiated by", _by_report(tellings, _initiator), reports),
    ]
    people = _people(group.tellings)
    slots.append(_attendance(people, reports))
    found = {slot.name: slot for slot in slots}
    return Event(
        event=event_id(founding(tellings).id),
        kind=_chosen(found["kind"]) or tellings[0].kind,
        status=_status(found["status"]),
        date=_chosen(found["date"]),
        city=_chosen(found["city"]),
        country=_chosen(found["country"]),
        parties=_parties(tellings),
        people=people,
        topics=_several(t.topics for t in tellings),
        documents=_several(t.documents for t in tellings),
        reports=reports,
        mentions=mentions,
        slots=slots,
        timeline=_timeline(tellings),
        voices=voices(told, copies, outlets),
        told=sorted(group.told, key=lambda t: (t.report, t.telling)),
        claims=[t.id for t in group.tellings],
    )


def founding(tellings: Iterable[Telling]) -> Telling:
    """The telling that names the event: the earliest published one, headline and lead before the rest."""
    return min(tellings, key=lambda t: (t.position == DEEPER, t.published is None, t.published or 0, t.claim, t.id))


def _by_report(tellings: Iterable[Telling], of: object) -> dict[str, list[str]]:
    """value → reports; a report counts once a value."""
    out: dict[str, set[str]] = defaultdict(set)
    for t in tellings:
        value = of(t) if callable(of) else None
        if value:
            out[value].add(t.report)
    return {value: sorted(found) for value, found in out.items()}


def _versions(values: Mapping[str, list[str]]) -> list[Version]:
    return [Version(v, r) for v, r in sorted(values.items(), key=lambda p: (-len(p[1]), p[0]))]


def _slot(name: str, values: Mapping[str, list[str]], reports: Iterable[str]) -> Slot:
    versions = _versions(values)
    spoke = {r for v in versions for r in v.reports}
    state = SILENT if not versions else AGREED if len(versions) == 1 else DISPUTED
    return Slot(name, state, versions, sorted(set(reports) - spoke))


def _statuses(slot: Slot) -> Slot:
    """A plan and its holding are two steps, not two versions: only what can't both be true is disputed."""
    told = {v.value for v in slot.versions}
    clash = "held" in told and told & {"denied", "cancelled", "postponed"}
    return Slot(slot.name, slot.state if clash or not told else AGREED, slot.versions, slot.silent)


def _chosen(slot: Slot) -> str | None:
    return slot.versions[0].value if slot.versions else None


def _dates(tellings: list[Telling], reports: list[str]) -> Slot:
    """The days told. A month or a stretch that holds a day is no other version of it; the day with the better witnesses stands first."""
    weight: Counter[str] = Counter()
    values: dict[str, set[str]] = defaultdict(set)
    for t in tellings:
        if t.date and t.day:
            values[t.date].add(t.report)
            weight[t.date] += _WEIGHT.get(t.day.sure, 1)
    kept = {d: sorted(r) for d, r in values.items() if not _holds_another(d, values)}
    slot = _slot("date", kept, reports)
    versions = sorted(slot.versions, key=lambda v: (-weight[v.value], v.value))
    return Slot(slot.name, slot.state, versions, slot.silent)


def _holds_another(date: str, others: Iterable[str]) -> bool:
    own = bounds(date)
    for other in others:
        there = bounds(other)
        if own and there and other != date and own[0] <= there[0] and there[1] <= own[1] and own[1] - own[0] > there[1] - there[0]:
            return True
    return False


def rank(role: str) -> int | None:
    """The place of an office in `RANKS`, or None."""
    return next((n for n, (_, roles) in enumerate(RANKS) if role in roles), None)


def _level(telling: Telling) -> str | None:
    """The level of the lower of the two sides' highest offices; None where a side's office is not told."""
    best: dict[str, int] = {}
    for p in telling.principals:
        place = rank(p.role)
        if p.affiliation and place is not None:
            best[p.affiliation] = min(best.get(p.affiliation, place), place)
    return RANKS[max(best.values())][0] if len(best) > 1 else None


def _initiator(telling: Telling) -> str | None:
    found = sorted({p.affiliation for p in telling.principals if p.part in ("caller", "sender") and p.affiliation})
    return found[0] if len(found) == 1 else None


def _status(slot: Slot) -> str:
    told = {v.value for v in slot.versions}
    if {"held", "denied"} <= told:
        return DISPUTED_STATUS
    return next((s for s in _ORDER if s in told), "held")


def _parties(tellings: Iterable[Telling]) -> list[str]:
    count: Counter[str] = Counter()
    for t in tellings:
        count.update({p.affiliation for p in t.principals if p.affiliation})
    most = max(count.values(), default=0)
    # A state that one of many reports names is more likely misread than present.
    return [state for state, n in sorted(count.items(), key=lambda c: (-c[1], c[0])) if n * 4 >= most]


def _several(lists: Iterable[Iterable[str]]) -> list[str]:
    count = Counter(value for values in lists for value in set(values))
    return [value for value, _ in sorted(count.items(), key=lambda c: (-c[1], c[0]))]


def _people(tellings: Iterable[Telling]) -> list[Person]:
    """Everybody told to have taken part, each once under a name that most reports print."""
    every: dict[tuple[str | None, str | None, str, str], list[str]] = defaultdict(list)
    for t in tellings:
        for p in (*t.principals, *t.attendees):
            every[p.name, p.affiliation, p.role, p.part].append(t.report)
    named_first = sorted(every, key=lambda e: (e[0] is None, -len(e[0] or ""), e[1] or "", e[2], e[3], e[0] or ""))
    found: list[list[Party]] = []
    for key in named_first:
        party = Party(*key)
        for held in found:
            if match(held[0], party) >= (BY_NAME if party.name and held[0].name else BY_DELEGATION):
                held.append(party)
                break
        else:
            found.append([party])
    out = [_person(held, every) for held in found]
    return sorted(out, key=lambda p: (p.part == "attendee", -len(p.reports), p.affiliation or "~", p.name or "~", p.role))


def _person(held: list[Party], every: Mapping[tuple[str | None, str | None, str, str], list[str]]) -> Person:
    counted = [(p, len(every[p.name, p.affiliation, p.role, p.part])) for p in held]

    def commonest(values: Iterable[tuple[str | None, int]]) -> str | None:
        count: Counter[str] = Counter()
        for value, n in values:
            if value:
                count[value] += n
        return _top(count)

    name = commonest((p.name, n) for p, n in counted if p.name and len(p.name.split()) > 1) or held[0].name
    role = commonest((p.role, n) for p, n in counted if p.role not in VAGUE) or commonest((p.role, n) for p, n in counted)
    part = commonest((p.part, n) for p, n in counted if p.part != "attendee") or "attendee"
    reports = sorted({r for p in held for r in every[p.name, p.affiliation, p.role, p.part]})
    return Person(name, commonest((p.affiliation, n) for p, n in counted), role or held[0].role, part, reports)


def _top(count: Counter[str]) -> str | None:
    return min(count, key=lambda value: (-count[value], value)) if count else None


def _attendance(people: list[Person], reports: list[str]) -> Slot:
    """Who took part, person by person: agreed where every report that names persons names the same."""
    named = [p for p in people if p.name]
    versions = [Version(p.name or "", p.reports) for p in named]
    spoke = {r for v in versions for r in v.reports}
    state = SILENT if not versions else AGREED if all(set(v.reports) == spoke for v in versions) else DISPUTED
    return Slot("people", state, versions, sorted(set(reports) - spoke))


def _timeline(tellings: Iterable[Telling]) -> list[Step]:
    """What was said of the contact's status, report by report in order of publication; one step a report and status."""
    seen: dict[tuple[str, str], Step] = {}
    for t in tellings:
        step = Step(t.status, iso(t.published), t.report, t.outlet, t.date)
        known = seen.get((t.report, t.status))
        if known is None or (known.date is None and step.date):
            seen[t.report, t.status] = step
    return sorted(seen.values(), key=lambda s: (s.day is None, s.day or "", s.report, s.status))


def voices(leads: Iterable[Leading], copies: Mapping[frozenset[str], Copy], outlets: Registry) -> list[Voice]:
    """The independent voices: reports that print one text are one, however many outlets print it."""
    known = {lead.report: lead for lead in leads}
    home = {report: report for report in known}

    def top(report: str) -> str:
        while home[report] != report:
            report = home[report]
        return report

    for a in sorted(known):
        for b in sorted(known):
            if a < b and frozenset((a, b)) in copies:
                one, two = sorted((top(a), top(b)))
                home[two] = one
    held: dict[str, list[Leading]] = defaultdict(list)
    for report in sorted(known):
        held[top(report)].append(known[report])
    out = []
    for members in held.values():
        owners = [outlets.of(lead) for lead in members]
        out.append(
            Voice(
                reports=[lead.report for lead in members],
                outlets=sorted({lead.outlet for lead in members if lead.outlet}),
                agency=_top(Counter(lead.agency for lead in members if lead.agency)),
                owners=sorted({o.owner for o in owners}),
                sides=sorted({o.state for o in owners if o.state}),
            )
        )
    return sorted(out, key=lambda v: (-len(v.reports), v.reports[0]))
