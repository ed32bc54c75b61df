"""Records of one contact each, made by hand: who, when, where, told by which outlet in which words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from mahdar.model import (
    FROM_PUBLISHED,
    SAID,
    Engagement,
    Evidence,
    Participant,
    Record,
    Report,
    Span,
    Speaker,
    Statement,
    Value,
)

KAROV = ("Anton Karov", "RUS", "foreign_minister")
HADDAD = ("Samir Haddad", "SYR", "foreign_minister")
ORLOV = ("Viktor Orlov", "RUS", "president")
NASSER = ("Tariq Nasser", "EGY", "foreign_minister")
LINDEN = ("Petra Linden", "DEU", "foreign_minister")
FILLER = "Officials of the ministry spoke of roads, harvests, ports and the price of bread in the coming season at some length."


def evidence(field: str, text: str, words: str, how: str = SAID, rule: str = "made") -> Evidence:
    start = text.index(words)
    return Evidence(field, start, start + len(words), words, how, rule)


def engagement(
    key: str,
    text: str,
    cue: str,
    people: Sequence[tuple[str | None, str | None, str]],
    *,
    kind: str = "meeting",
    status: str = "held",
    date: str | None = None,
    how: str = SAID,
    rule: str = "date",
    city: str | None = None,
    country: str | None = None,
    parts: list[str] | None = None,
    topics: list[str] | None = None,
) -> Engagement:
    """An engagement whose cue stands in `text`; names stand there too where they can be found."""
    participants = [Participant(n, a, r, (parts or ["participant"] * len(people))[i]) for i, (n, a, r) in enumerate(people)]
    found = [evidence("kind", text, cue)]
    for number, (name, _, _) in enumerate(people):
        if name and name in text:
            found.append(evidence(f"participants[{number}].name", text, name))
            found.append(evidence(f"participants[{number}].part", text, name))
    if date:
        found.append(evidence("date", text, cue, how, rule))
    if city or country:
        found.append(evidence("city" if city else "country", text, cue))
    for number, _ in enumerate(topics or []):
        found.append(evidence(f"topics[{number}]", text, cue))
    return Engagement(
        id=key,
        kind=kind,
        status=status,
        participants=participants,
        date=date,
        city=city,
        country=country,
        topics=topics or [],
        documents=[],
        according_to=[],
        confidence=0.5,
        evidence=found,
    )


def record(
    key: str,
    title: str,
    body: str,
    engagements: list[Engagement] | None = None,
    *,
    outlet: str = "Paper",
    published: str | None = "2020-03-10",
    agency: str | None = None,
    statements: list[Statement] | None = None,
    language: str = "en",
) -> Record:
    """A record; each line of the body is a sentence."""
    text = f"{title}\n{body}"
    sentences, at = [Span(0, len(title))], len(title) + 1
    for line in body.split("\n"):
        sentences.append(Span(at, at + len(line)))
        at += len(line) + 1
    report = Report(
        id=key,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        language=Value(language, SAID),
        title=Span(0, len(title)),
        dateline=None,
        byline=None,
        agency=Value(agency, SAID) if agency else None,
        outlet=Value(outlet, SAID),
        published=Value(published, SAID) if published else None,
        url=None,
        residue=[],
        sentences=sentences,
        quotations=[],
    )
    return Record(
        id=key,
        language=language,
        published=published,
        engagements=engagements or [],
        statements=statements or [],
        own_voice=[],
        report=report,
        program="test",
        packs="test",
    )


def meeting(
    key: str,
    people: Sequence[tuple[str | None, str | None, str]],
    *,
    title: str = "",
    more: str = "",
    outlet: str = "Paper",
    published: str | None = "2020-03-10",
    agency: str | None = None,
    date: str | None = "2020-03-10",
    how: str = FROM_PUBLISHED,
    rule: str = "relative",
    kind: str = "meeting",
    status: str = "held",
    city: str | None = None,
    country: str | None = None,
    parts: list[str] | None = None,
    topics: list[str] | None = None,
    statements: list[Statement] | None = None,
) -> Record:
    """A report that tells one contact in its first sentence."""
    who = " and ".join(n or f"a delegation of {a}" for n, a, _ in people)
    heading = title or f"{key}: news of the day"
    body = f"{who} met for talks on the matters of the hour.\n{more or FILLER}"
    text = f"{heading}\n{body}"
    told = engagement(
        f"e-{key}", text, "met for talks", people, kind=kind, status=status, date=date, how=how, rule=rule, city=city, country=country,
        parts=parts, topics=topics,
    )  # fmt: skip
    return record(key, heading, body, [told], outlet=outlet, published=published, agency=agency, statements=statements)


def statement(key: str, who: tuple[str, str, str], content: str, act: str = "inform") -> Statement:
    """A statement; its evidence is not looked at in these tests."""
    return Statement(id=key, speaker=Speaker(*who), act=act, quoted=False, to=[], content=content, confidence=0.5, evidence=[])
