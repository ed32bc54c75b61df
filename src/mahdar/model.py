"""The record: what a report yields, as plain frozen data.

Everything that leaves Mahdar is one of these structs; `msgspec` turns them into JSON and into the JSON Schema that ships with the package.
Spans are half-open, in code points, into `Report.text`, which never changes after reading. This module imports nothing of ours.
"""

from __future__ import annotations

import msgspec

SAID = "said"
FROM_DATELINE = "from dateline"
FROM_PUBLISHED = "from published date"
FROM_EARLIER = "from an earlier sentence"
INFERRED = "inferred"


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """Half-open range of code points in the report's text."""

    start: int
    end: int


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where one value was read: the field it fills, the words, how they gave the value, and the rule that read them.

    `field` is a path inside the record that holds it (`date`, `participants[0].role`); `how` is one of the constants above;
    `reason` says in words why, where the value was worked out and not simply said; `confidence` is the probability that the value is right,
    given that the engagement was told (absent where none was learned).
    """

    field: str
    start: int
    end: int
    words: str
    how: str
    rule: str
    reason: str = ""
    confidence: float | None = None


class Alternative(msgspec.Struct, frozen=True, gc=False):
    """A value that the words allow besides the one given (or instead of one, where facts do not decide)."""

    field: str
    value: str
    reason: str


class Participant(msgspec.Struct, frozen=True, gc=False):
    """A person or a party without a person, as the exam guide defines it (`affiliation` and `role` are codes)."""

    name: str | None
    affiliation: str | None
    role: str
    part: str


class Speaker(msgspec.Struct, frozen=True, gc=False):
    """Who said it. A joint statement has no name and a list of affiliations."""

    name: str | None
    affiliation: str | list[str] | None
    role: str | None


class Engagement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One particular contact between two or more parties (see docs/record.md for every field)."""

    id: str
    kind: str
    status: str
    participants: list[Participant]
    date: str | None
    city: str | None
    country: str | None
    topics: list[str]
    documents: list[str]
    according_to: list[str]
    confidence: float
    evidence: list[Evidence]
    alternatives: list[Alternative] = []


class Statement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that the report attributes to a person, a body or a joint party."""

    id: str
    speaker: Speaker
    act: str
    quoted: bool
    to: list[str]
    content: str
    confidence: float
    evidence: list[Evidence]


class Residue(msgspec.Struct, frozen=True, gc=False):
    """A stretch of the text that is page furniture, a byline, a repeated headline: not part of the story."""

    start: int
    end: int
    kind: str


class Value(msgspec.Struct, frozen=True, gc=False):
    """A value of the report's head (published date, agency, …) with how it is known and, where it stands in the text, its span."""

    value: str
    how: str
    start: int | None = None
    end: int | None = None
    reasons: list[str] = []
    alternatives: list[str] = []


class Dateline(msgspec.Struct, frozen=True, gc=False):
    """The opening words that say where and when the report was filed. `city` is the usual English name."""

    start: int
    end: int
    city: str | None
    country: str | None
    day: int | None = None
    month: int | None = None
    year: int | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A report as it came in, before anything is read: what a JSONL line or a file gives."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A report that was read: its text fixed for good, residue marked, head values worked out.

    `text` is the title (when given apart) + newline + body with line ends normalised; nothing else is changed, so spans quote it.
    `sentences` and `quotations` never overlap residue; `title` is the span of the headline, if there is one.
    """

    id: str
    sha256: str
    text: str
    language: Value
    title: Span | None
    dateline: Dateline | None
    byline: Value | None
    agency: Value | None
    outlet: Value | None
    published: Value | None
    url: str | None
    residue: list[Residue]
    sentences: list[Span]
    quotations: list[Span]


class OwnVoice(msgspec.Struct, frozen=True, gc=False):
    """A sentence that the outlet says itself, attributed to nobody, with the judging or loaded words it uses."""

    start: int
    end: int
    words: str
    loaded: list[str]


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one report yields: the line that `mahdar read --format jsonl` prints."""

    id: str
    language: str
    published: str | None
    engagements: list[Engagement]
    statements: list[Statement]
    own_voice: list[OwnVoice]
    report: Report
    program: str
    packs: str
    warnings: list[str] = []
