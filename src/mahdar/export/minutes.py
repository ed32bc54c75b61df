"""The minutes of a report: a record laid out as labelled lines, which the table, the Markdown and the page print each in its way.

A record goes in; `Minutes` comes out: a head, one block an engagement, one block a statement. A `Cell` holds one printed value together
with the evidence it was read from, so that a form can show the words. English labels are made from the codes; what was copied from the
report is marked `copied` and never changed.
"""

from __future__ import annotations

import msgspec

from mahdar.model import INFERRED, SAID, Engagement, Evidence, Participant, Record, Speaker, Statement

DASH = "\u2013"
GAP = "  "


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One value as printed.

    `copied` says that the words stand like that in the report (so may run right to left); `note` is printed behind the value, `before`
    between it and the value before it.
    """

    text: str
    evidence: list[Evidence]
    copied: bool = False
    note: str = ""
    before: str = ", "


class Line(msgspec.Struct, frozen=True, gc=False):
    """A label and the values under it. `rows` are printed one under another, the cells of a row beside each other."""

    label: str
    rows: list[list[Cell]]


class Block(msgspec.Struct, frozen=True, gc=False):
    """An engagement or a statement: its heading cells and its lines."""

    id: str
    heading: list[Cell]
    lines: list[Line]
    confidence: float


class Minutes(msgspec.Struct, frozen=True, gc=False):
    """Everything that is printed of one record."""

    id: str
    title: str
    head: list[str]
    engagements: list[Block]
    statements: list[Block]
    own_voice: list[str]
    warnings: list[str]


def plain(code: str) -> str:
    """A code as words: `foreign_minister` → `foreign minister`, `situation:SYR` → `situation in SYR`."""
    return code.replace("situation:", "situation in ").replace("_", " ")


def under(evidence: list[Evidence], field: str) -> list[Evidence]:
    """The evidence of a field and of everything inside it (`participants[0]` takes in `participants[0].role`)."""
    return [e for e in evidence if e.field == field or e.field.startswith((f"{field}.", f"{field}["))]


def how(evidence: list[Evidence]) -> str:
    """How a value is known, where it is not simply said: `from dateline`, `inferred: the only Tuesday that …`, else an empty text."""
    if any(e.how == SAID for e in evidence):
        return ""
    return "; ".join(dict.fromkeys(f"{e.how}: {e.reason}" if e.how == INFERRED and e.reason else e.how for e in evidence))


def title_of(record: Record) -> str:
    """The headline, or the first words of the text where the report has none; cut where it is too long to be either."""
    report = record.report
    if report.title:
        return shorten(" ".join(report.text[report.title.start : report.title.end].split()), 200)
    first = next((report.text[s.start : s.end] for s in report.sentences), report.text[:200])
    return shorten(" ".join(first.split()), 90)


def shorten(text: str, width: int) -> str:
    """At most `width` code points, cut between words, with an ellipsis where something was left out."""
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip() + "\u2026"


def _known(label: str, value: str, how_known: str) -> str:
    return f"{label} {value}" if how_known == SAID else f"{label} {value} ({how_known})"


def head(record: Record) -> list[str]:
    """What the report's head tells, one short phrase each: published date, dateline, agency, and last, as it is printed, the outlet."""
    report = record.report
    if report.published:
        out = [_known("published", report.published.value, report.published.how)]
    else:
        out = [f"published {record.published}" if record.published else "no date of publication"]
    if report.dateline and report.dateline.city:
        out.append(f"from {report.dateline.city}")
    if report.agency:
        out.append(f"agency {report.agency.value}")
    if report.outlet:
        out.append(report.outlet.value)
    return out


def _party(affiliation: str | list[str] | None) -> str:
    return " + ".join(affiliation) if isinstance(affiliation, list) else affiliation or ""


def _person(person: Participant, evidence: list[Evidence], field: str) -> list[Cell]:
    """English first, the name last: a line that mixes both directions stays readable in a terminal."""
    cells = []
    if person.affiliation:
        cells.append(Cell(person.affiliation, under(evidence, f"{field}.affiliation")))
    if person.role != "other" or not (person.name or person.affiliation):
        cells.append(Cell(plain(person.role), under(evidence, f"{field}.role"), before=" "))
    if person.part != "participant":
        found = under(evidence, f"{field}.part")
        cells.append(Cell(plain(person.part), found, note=how(found)))
    if person.name:
        found = under(evidence, f"{field}.name")
        cells.append(Cell(person.name, found, copied=True, note=how(found), before=GAP))
    return cells


def _listed(label: str, field: str, values: list[str], evidence: list[Evidence], *, copied: bool = False) -> list[Line]:
    cells = [Cell(v if copied else plain(v), under(evidence, f"{field}[{n}]"), copied) for n, v in enumerate(values)]
    if not cells:
        return []
    return [Line(label, [[c] for c in cells] if copied else [cells])]


def engagement(e: Engagement) -> Block:
    """The block of one engagement."""
    ev = e.evidence
    heading = [Cell(plain(e.kind), under(ev, "kind")), Cell(e.status, under(ev, "status"))]
    lines = []
    if e.date:
        lines.append(Line("when", [[Cell(e.date.replace("/", " to "), under(ev, "date"), note=how(under(ev, "date")))]]))
    where = [Cell(v, under(ev, f), note=how(under(ev, f))) for f, v in (("city", e.city), ("country", e.country)) if v]
    if len(where) == 2 and where[0].note == where[1].note:
        where[0] = Cell(where[0].text, where[0].evidence)
    if where:
        lines.append(Line("where", [where]))
    who = [_person(p, ev, f"participants[{n}]") for n, p in enumerate(e.participants)]
    if who:
        lines.append(Line("who", who))
    lines += _listed("about", "topics", e.topics, ev)
    lines += _listed("citing", "documents", e.documents, ev)
    lines += _listed("source", "according_to", e.according_to, ev, copied=True)
    maybe: dict[str, list[str]] = {}
    for a in e.alternatives:
        maybe.setdefault(a.field, []).append(a.value)
    if maybe:
        lines.append(Line("or", [[Cell(f"{field} {' or '.join(values)}", [])] for field, values in maybe.items()]))
    return Block(e.id, heading, lines, e.confidence)


def _speaker(s: Speaker, evidence: list[Evidence]) -> list[Cell]:
    found = under(evidence, "speaker")
    cells = []
    if s.affiliation:
        cells.append(Cell(_party(s.affiliation), under(evidence, "speaker.affiliation") or found))
    if s.role and s.role != "other":
        cells.append(Cell(plain(s.role), under(evidence, "speaker.role") or found, before=" "))
    if s.name:
        named = under(evidence, "speaker.name") or found
        cells.append(Cell(s.name, named, copied=True, note=how(named), before=GAP))
    return cells or [Cell("not named", found)]


def statement(s: Statement) -> Block:
    """The block of one statement: its act and its speaker as the heading, the words under it, then whom it addresses."""
    ev = s.evidence
    heading = [Cell(plain(s.act), under(ev, "act")), *_speaker(s.speaker, ev)]
    text = " ".join(s.content.split())
    lines = [Line("that", [[Cell(text, under(ev, "content"), copied=True, note="quoted" if s.quoted else "")]])]
    if s.to:
        lines.append(Line("to", [[Cell(v, under(ev, f"to[{n}]")) for n, v in enumerate(s.to)]]))
    return Block(s.id, heading, lines, s.confidence)


def minutes(record: Record) -> Minutes:
    """A record, laid out."""
    text = record.report.text
    voice = [" ".join(text[v.start : v.end].split()) for v in record.own_voice if v.loaded]
    return Minutes(
        id=record.id,
        title=title_of(record),
        head=head(record),
        engagements=[engagement(e) for e in record.engagements],
        statements=[statement(s) for s in record.statements],
        own_voice=voice,
        warnings=list(record.warnings),
    )
