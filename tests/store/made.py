"""Reports for the tests of the store, and a reader of a small language of its own in the place of the engine.

A line `meeting 2015-08-11 Moscow RUS:Name / IRN:Name` is an engagement, `said RUS Name: words` a statement; what else stands there is story.
"""

from __future__ import annotations

import hashlib
import re

from mahdar.model import (
    SAID,
    Engagement,
    Evidence,
    Participant,
    Record,
    Report,
    Source,
    Span,
    Speaker,
    Statement,
    Value,
)

LAVROV, ZARIF = "سيرغي لافروف", "محمد جواد ظريف"
FIRST = f"""وزير الخارجية الروسي يبحث مع نظيره الإيراني الأزمة
meeting 2015-08-17 Moscow RUS:{LAVROV} / IRN:{ZARIF}
said RUS {LAVROV}: ضرورة توحيد الجهود في مكافحة الإرهاب"""
SECOND = f"""السفير الصيني يلتقي الوزراء في بيروت
call 2016-02 - CHN:وانغ يي / IRN:{ZARIF}
visit 2016-03-01 Beirut CHN:- / LBN:-
said LBN -: للوزارة موقف ثابت من العقوبات"""
_CONTACT = re.compile(r"(meeting|call|visit) (\S+) (\S+) (.+)")
_SAID = re.compile(r"said (\S+) ([^:]+): (.+)")
COUNTRIES = {"Moscow": "RUS", "Beirut": "LBN", "Tehran": "IRN"}


def source(
    text: str = FIRST, *, key: str = "r-1", url: str | None = None, outlet: str | None = None, published: str | None = "2015-08-18"
) -> Source:
    return Source(id=key, text=text, url=url, source=outlet, published=published)


class Reader:
    """A reader whose version and habits can be changed: `without` are kinds it misses, `later` shifts its days, `first` puts somebody in front."""

    def __init__(self, program: str = "1", *, without: tuple[str, ...] = (), dates: dict[str, str] | None = None, first: str = "") -> None:
        self.program = program
        self.without = without
        self.dates = dates or {}
        self.first = first

    def read(self, given: Source) -> Record:
        text = given.text
        sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        engagements, statements, sentences = [], [], []
        at = 0
        for line in text.split("\n"):
            if line.strip():
                sentences.append(Span(at, at + len(line)))
            if (contact := _CONTACT.fullmatch(line)) and contact[1] not in self.without:
                engagements.append(self._contact(contact, sha, at, text))
            elif (said := _SAID.fullmatch(line)) and "statement" not in self.without:
                statements.append(_statement(said, sha, at, text))
            at += len(line) + 1
        report = Report(
            id=given.id,
            sha256=sha,
            text=text,
            language=Value("ar", SAID),
            title=sentences[0] if sentences else None,
            dateline=None,
            byline=None,
            agency=None,
            outlet=Value(given.source, SAID) if given.source else None,
            published=Value(given.published, SAID) if given.published else None,
            url=given.url,
            residue=[],
            sentences=sentences[1:],
            quotations=[],
        )
        return Record(
            id=given.id,
            language="ar",
            published=given.published,
            engagements=engagements,
            statements=statements,
            own_voice=[],
            report=report,
            program=self.program,
            packs="ar-test",
        )

    def _contact(self, found: re.Match[str], sha: str, at: int, text: str) -> Engagement:
        people = [Participant(*_who(part), "foreign_minister", "participant") for part in found[4].split(" / ")]
        if self.first:
            people.insert(0, Participant(None, self.first, "delegation", "participant"))
        date = self.dates.get(found[2], found[2])
        city = None if found[3] == "-" else found[3]
        evidence = [Evidence("kind", at, at + len(found[1]), found[1], SAID, "test")]
        if date == found[2]:
            start = at + found.start(2)
            evidence.append(Evidence("date", start, start + len(found[2]), text[start : start + len(found[2])], SAID, "test"))
        return Engagement(
            id=_id(sha, found[1], at),
            kind=found[1],
            status="held",
            participants=people,
            date=date,
            city=city,
            country=COUNTRIES.get(city or ""),
            topics=["bilateral_relations", "situation:SYR"],
            documents=["UNSC 2254"] if found[1] == "meeting" else [],
            according_to=[],
            confidence=0.5,
            evidence=evidence,
        )


def _who(part: str) -> tuple[str | None, str]:
    state, _, name = part.partition(":")
    return (None if name == "-" else name), state


def _statement(found: re.Match[str], sha: str, at: int, text: str) -> Statement:
    start = at + found.start(3)
    name = None if found[2] == "-" else found[2]
    return Statement(
        id=_id(sha, "statement", at),
        speaker=Speaker(name, found[1], "foreign_minister"),
        act="stress",
        quoted=False,
        to=[],
        content=found[3],
        confidence=0.5,
        evidence=[Evidence("content", start, start + len(found[3]), text[start : start + len(found[3])], SAID, "test")],
    )


def _id(sha: str, kind: str, at: int) -> str:
    return hashlib.sha256(f"{sha}\0{kind}\0{at}".encode()).hexdigest()[:12]


def read(*sources: Source, reader: Reader | None = None) -> list[tuple[Source, Record]]:
    """Sources with their records."""
    engine = reader or Reader()
    return [(one, engine.read(one)) for one in sources]
