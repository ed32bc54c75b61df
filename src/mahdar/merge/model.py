"""Tellings, events and comparisons as plain frozen data.

A `Telling` is one engagement of one report, made ready to be compared with others. An `Event` is one contact with all its tellings. Ids of
tellings are `report/engagement`, so that what people decide about them outlives a new grouping. Days are proleptic Gregorian ordinals
(`datetime.date.toordinal`).
"""

from __future__ import annotations

import msgspec

# Where a report tells a contact.
HEADLINE, LEAD, DEEPER = "headline", "lead", "deeper"

# How sure the words make a day: a day and month in words or dateline, the name of a weekday, counted from the published date, a month or
# year, or nothing but the day of publication.
WORDS, WEEKDAY, NEAR, WIDE, GUESS = "words", "weekday", "near", "wide", "guess"

# Groups of kinds that can never be the same contact with one another.
IN_PERSON, VISIT, CALL, MESSAGE, ACCORD = "in person", "visit", "call", "message", "accord"
FAMILY = {
    "meeting": IN_PERSON,
    "negotiation": IN_PERSON,
    "conference": IN_PERSON,
    "visit": VISIT,
    "call": CALL,
    "message": MESSAGE,
    "agreement": ACCORD,
}


class Party(msgspec.Struct, frozen=True, gc=False):
    """A participant as told; `name`, `affiliation` and `role` as in the record. `words` are the phrases that named it, folded."""

    name: str | None
    affiliation: str | None
    role: str
    part: str
    words: tuple[str, ...] = ()


class Day(msgspec.Struct, frozen=True, gc=False):
    """The days that the words allow, first and last included, and how sure they are (a constant of this module)."""

    first: int
    last: int
    sure: str


class Telling(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One engagement of one report. `principals` are the participants but attendees; `place_said` is false where the place was worked
    out, `where` are the words that name it; `line` are the words of the sentence that tells it; `start` is the offset of its cue;
    `echo_of` is the telling of the same report whose attendants this one lists."""

    id: str
    report: str
    claim: str
    outlet: str
    published: int | None
    position: str
    start: int
    family: str
    kind: str
    status: str
    principals: tuple[Party, ...]
    attendees: tuple[Party, ...]
    date: str | None
    day: Day | None
    city: str | None
    country: str | None
    place_said: bool
    where: tuple[str, ...]
    topics: tuple[str, ...]
    documents: tuple[str, ...]
    sources: tuple[str, ...]
    line: frozenset[str]
    echo_of: str = ""


class Leading(msgspec.Struct, frozen=True, gc=False):
    """What grouping needs of a report as a whole: the folded text of its headline and lead, its day, its outlet and address."""

    report: str
    outlet: str
    published: int | None
    agency: str | None
    text: str
    title: str = ""
    host: str = ""


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """A report made ready for grouping: its digest, its folded words without headline and residue, its lead and its tellings."""

    report: str
    sha256: str
    story: str
    lead: Leading
    tellings: list[Telling]


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """Whether two tellings are of one contact: a score between 0 and 1, what rules it out (empty when nothing does), and why."""

    score: float
    same: bool
    veto: str
    reasons: tuple[str, ...]


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """A person's word on two contacts: one, or not. `a` and `b` are ids of tellings, or of events (which are those of a claim in them)."""

    a: str
    b: str
    same: bool
    who: str = ""
    why: str = ""


class Copy(msgspec.Struct, frozen=True, gc=False):
    """Two reports that print the same text: the share of the shorter text that stands in the longer one, and of both in both."""

    a: str
    b: str
    contained: float
    jaccard: float


class Version(msgspec.Struct, frozen=True, gc=False):
    """One value of a slot with the reports that say so."""

    value: str
    reports: list[str]


class Slot(msgspec.Struct, frozen=True, gc=False):
    """A slot of an event: `agreed` (all who speak of it say the same), `disputed`, or `silent` (nobody says)."""

    name: str
    state: str
    versions: list[Version]
    silent: list[str]


class Step(msgspec.Struct, frozen=True, gc=False):
    """A step of an event's status: who said so and on which day (the report's), for which day (the contact's, if told)."""

    status: str
    day: str | None
    report: str
    outlet: str
    date: str | None


class Voice(msgspec.Struct, frozen=True, gc=False):
    """An independent voice: the reports that print one text, the agency they credit, who owns the outlets and on which side they stand."""

    reports: list[str]
    outlets: list[str]
    agency: str | None
    owners: list[str]
    sides: list[str]


class Person(msgspec.Struct, frozen=True, gc=False):
    """Who took part, under the fullest name told; `reports` name them. `part` is the commonest told, `attendee` where all say so."""

    name: str | None
    affiliation: str | None
    role: str
    part: str
    reports: list[str]


class Told(msgspec.Struct, frozen=True, gc=False):
    """Why a report stands under an event: the telling (empty where the contact itself was not read) and the reason in words."""

    report: str
    telling: str
    position: str
    why: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One contact with everything that is told of it. `reports` tell it in headline or lead, `mentions` further down."""

    event: str
    kind: str
    status: str
    date: str | None
    city: str | None
    country: str | None
    parties: list[str]
    people: list[Person]
    topics: list[str]
    documents: list[str]
    reports: list[str]
    mentions: list[str]
    slots: list[Slot]
    timeline: list[Step]
    voices: list[Voice]
    part_of: list[str] = []
    holds: list[str] = []
    follows: list[str] = []
    told: list[Told] = []
    claims: list[str] = []


class Line(msgspec.Struct, frozen=True, gc=False):
    """A row of the table of versions: a topic, document or statement, told by whom and in which words; `omitted` names the silent sides."""

    what: str
    kind: str
    told: dict[str, list[str]]
    words: dict[str, list[str]]
    omitted: list[str]


class Term(msgspec.Struct, frozen=True, gc=False):
    """A loaded term as used: the concept, the word, the neutral form, whose word it usually is; `voice` is `own` or `reported`;
    `against` are the words that other sides use for the same, loaded or plain."""

    concept: str
    word: str
    neutral: str
    camp: str
    report: str
    side: str
    voice: str
    start: int
    end: int
    against: dict[str, list[str]] = {}


class Account(msgspec.Struct, frozen=True, gc=False):
    """One side of a comparison: the reports of its outlets, whether among them is an official readout, or that it is silent."""

    side: str
    reports: list[str]
    official: list[str]
    silent: bool


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The table of versions of one event."""

    event: Event
    accounts: list[Account]
    slots: list[Slot]
    topics: list[Line]
    statements: list[Line]
    terms: list[Term]
    notes: list[str]
    titles: dict[str, str]
    outlets: dict[str, str]
