"""The two seed reports, gone through case by case: what the figures alone would not show.

`cases` takes the records of the seeds by report id and gives a line for each case that does not hold. No words of the reports are copied
here; paragraphs are counted from the end of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mahdar.check.score import same_name
from mahdar.model import INFERRED, Engagement, Record, Span

Case = tuple[str, Callable[[Record], bool]]


def _paragraphs(record: Record) -> list[Span]:
    """The paragraphs of the report's text that hold anything."""
    text, out, at = record.report.text, [], 0
    for line in text.split("\n"):
        if line.strip():
            out.append(Span(at, at + len(line)))
        at += len(line) + 1
    return out


def _after(record: Record, marker: str) -> list[Span]:
    """The paragraph that holds `marker` and all after it."""
    at = record.report.text.index(marker)
    return [p for p in _paragraphs(record) if p.end > at]


def _is_residue(record: Record, span: Span) -> bool:
    """Does residue cover every printed character of a span?"""
    text = record.report.text
    covered = {n for r in record.report.residue for n in range(r.start, r.end)}
    return all(n in covered for n in range(span.start, span.end) if not text[n].isspace())


def _own(record: Record, span: Span) -> bool:
    """Is some of a paragraph the outlet's own voice, and none of it the content of a statement?"""
    said = [e for s in record.statements for e in s.evidence if e.field == "content"]
    return any(v.start < span.end and span.start < v.end for v in record.own_voice) and not any(
        e.start < span.end and span.start < e.end for e in said
    )


def _story(record: Record) -> list[Span]:
    return [p for p in _paragraphs(record) if not _is_residue(record, p)]


def _of(record: Record, kind: str, city: str | None = None) -> list[Engagement]:
    return [e for e in record.engagements if e.kind == kind and (city is None or e.city == city)]


def _names(record: Record, role: str) -> set[str]:
    return {p.name for e in record.engagements for p in e.participants if p.role == role and p.name}


def _one_person(record: Record, role: str) -> bool:
    names = sorted(_names(record, role))
    return bool(names) and all(same_name(names[0], other) for other in names)


def _joint(record: Record, *codes: str) -> int:
    return sum(isinstance(s.speaker.affiliation, list) and set(s.speaker.affiliation) == set(codes) for s in record.statements)


def _apart(record: Record) -> bool:
    """Sentences and quotations never overlap residue."""
    marked = record.report.residue
    return not any(r.start < s.end and s.start < r.end for r in marked for s in [*record.report.sentences, *record.report.quotations])


def _filed(record: Record) -> tuple[object, ...]:
    """City, year, month and day of the dateline, as printed."""
    line = record.report.dateline
    return (line.city, line.year, line.month, line.day) if line else ()


def _inferred(record: Record) -> bool:
    published = record.report.published
    return bool(published and published.how == INFERRED and published.reasons)


def _party_of_three(record: Record) -> bool:
    """Three travellers to Tehran, one of them a party without a name."""
    return any(len(e.participants) == 3 and sum(p.name is None for p in e.participants) == 1 for e in _of(record, "visit", "Tehran"))


def _roles(record: Record, kind: str, role: str) -> int:
    """The most participants of a role in one engagement of a kind."""
    return max((sum(p.role == role for p in e.participants) for e in _of(record, kind)), default=0)


FIRST: list[Case] = [
    ("published is worked out as 2020-10-13", lambda r: r.published == "2020-10-13"),
    ("published is inferred, with reasons", _inferred),
    ("dateline: Moscow, 13 October, no year printed and none given", lambda r: _filed(r) == ("Moscow", None, 10, 13)),
    ("agency: IRNA", lambda r: bool(r.report.agency and r.report.agency.value == "IRNA")),
    ("one meeting", lambda r: len(_of(r, "meeting")) == 1),
    ("who received whom stays unsaid", lambda r: all(p.part == "participant" for e in _of(r, "meeting") for p in e.participants)),
    ("the resolution", lambda r: any("UNSC 2254" in e.documents for e in r.engagements)),
    ("the topics in brackets", lambda r: any({"refugees", "chemical_weapons"} <= set(e.topics) for e in r.engagements)),
    ("joint statements are statements of both", lambda r: _joint(r, "IRN", "RUS") >= 3),
    ("end mark, comment box and sum are residue", lambda r: all(_is_residue(r, p) for p in _after(r, "2344"))),
    ("the last three paragraphs are the outlet's own voice", lambda r: all(_own(r, p) for p in _story(r)[-3:])),
    ("sentences and residue are apart", _apart),
]
SECOND: list[Case] = [
    ("published 2021-11-23", lambda r: r.published == "2021-11-23"),
    ("the headline printed again is residue", lambda r: sum(_is_residue(r, p) for p in _paragraphs(r)[:4]) >= 2),
    ("the visit to Tehran on 2021-11-21", lambda r: any(e.date == "2021-11-21" for e in _of(r, "visit", "Tehran"))),
    ("three travellers, one without a name", _party_of_three),
    ("the meeting with the foreign minister", lambda r: _roles(r, "meeting", "foreign_minister") == 1),
    ("the earlier journey to Damascus", lambda r: len(_of(r, "visit", "Damascus")) == 1),
    ("the call of the two presidents", lambda r: _roles(r, "call", "president") == 2),
    ("the envoy is one person", lambda r: _one_person(r, "special_envoy")),
    ("the deputy minister is one person", lambda r: _one_person(r, "deputy_foreign_minister")),
    ("both ministries speak", lambda r: {"RUS", "IRN"} <= {str(s.speaker.affiliation) for s in r.statements}),
    ("quotations are kept as quotations", lambda r: sum(s.quoted for s in r.statements) >= 3),
    ("the last paragraph of the story is the outlet's own voice", lambda r: _own(r, _story(r)[-1])),
    ("source, share and read-also lines are residue", lambda r: all(_is_residue(r, p) for p in _paragraphs(r)[-4:])),
    ("sentences and residue are apart", _apart),
]


def cases(records: dict[str, Record]) -> Iterator[str]:
    """A line for each case that does not hold."""
    for key, wanted in (("seed-000", FIRST), ("seed-004", SECOND)):
        if key not in records:
            yield f"{key} was not read"
            continue
        for name, holds in wanted:
            if not holds(records[key]):
                yield f"{key}: {name}"
    if {"seed-000", "seed-004"} <= records.keys():
        names = sorted({name for key in ("seed-000", "seed-004") for name in _names(records[key], "deputy_foreign_minister")})
        if not (len(names) > 1 and all(same_name(names[0], other) for other in names)):
            yield "the deputy minister of both seeds is one person under several spellings"
