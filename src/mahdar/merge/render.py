"""A comparison as text for the terminal and as a piece of a page. Everything copied from reports is escaped and kept in its own direction."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable
from html import escape

from mahdar.merge.event import AGREED, SILENT
from mahdar.merge.model import Comparison, Event, Line, Slot, Term

# Reports named in a line before the rest are counted.
NAMED = 4
# Lines of a kind shown before the rest are counted.
SHOWN = 12
# Marks that keep copied words of either direction from reordering what stands around them (Unicode UAX 9: FSI, PDI).
_OPEN, _CLOSE = "\u2068", "\u2069"
_MARKS = {ord(c): None for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def _copied(text: str) -> str:
    clean = "".join(c if c.isprintable() else " " for c in text.translate(_MARKS))
    return f"{_OPEN}{' '.join(clean.split())}{_CLOSE}"


def _some(values: Iterable[str]) -> str:
    found = list(values)
    rest = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(found[:NAMED]) + rest


def heading(event: Event) -> str:
    """One line that names an event: day, kind, status, parties, place."""
    place = ", ".join(p for p in (event.city, event.country) if p)
    parts = [event.date or "no day told", f"{event.kind} ({event.status})", " \u2013 ".join(event.parties), place]
    return " \u00b7 ".join(p for p in parts if p)


def wrapped(text: str, width: int) -> str:
    """Lines broken at blanks to at most `width` columns where words allow, what follows set in further."""
    out: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        out += textwrap.wrap(line, width, subsequent_indent=indent + "    ", break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(out)


def text(found: Comparison) -> str:
    """The comparison for the terminal; ends with a line end."""
    event = found.event
    out = [heading(event), f"event {event.event}: told by {len(event.reports)} reports, {len(event.voices)} independent voices", ""]
    out += ["Who tells it"]
    for account in found.accounts:
        names = [_copied(found.outlets[r]) for r in account.reports]
        out.append(f"  {account.side}: {'no readout among the outlets collected' if account.silent else _some(names)}")
    out += ["", "What they agree on, and where they differ"]
    out += [line for slot in found.slots for line in _slot_text(slot)]
    for title, lines in _sections(found):
        if lines:
            out += ["", title, *(row for line in lines[:SHOWN] for row in _line_text(line))]
            out += [f"  and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    if found.terms:
        out += ["", "Loaded words"]
        out += [f"  {_copied(word)}: {_some(users)} ({camp}; plainly {_copied(plain)})" for word, plain, camp, users in words_of(found)][
            :SHOWN
        ]
    if event.timeline:
        out += ["", "How it came about"]
        out += [f"  {s.day or 'undated'}  {s.status}  {_copied(s.outlet or s.report)}" for s in event.timeline[:SHOWN]]
    out += ["", *(f"Note: {note}" for note in found.notes)] if found.notes else []
    return "\n".join(out) + "\n"


def _slot_text(slot: Slot) -> list[str]:
    if slot.state == SILENT:
        return [f"  {slot.name}: nobody says"]
    if slot.name == "people":
        return [f"  people: {_some(_copied(v.value) for v in slot.versions)}"]
    if slot.state == AGREED and len(slot.versions) == 1:
        return [f"  {slot.name}: {slot.versions[0].value} ({_some(slot.versions[0].reports)})"]
    return [f"  {slot.name}, {slot.state}:", *(f"    {v.value}: {_some(v.reports)}" for v in slot.versions)]


def _sections(found: Comparison) -> list[tuple[str, list[Line]]]:
    topics = [n for n in found.topics if n.kind == "topic"]
    documents = [n for n in found.topics if n.kind == "document"]
    return [("Topics", topics), ("Documents", documents), ("Statements", found.statements)]


def _line_text(line: Line) -> list[str]:
    out = [f"  {_copied(line.what) if line.kind == 'statement' else line.what}"]
    for side, reports in line.told.items():
        said = " | ".join(_copied(w) for w in line.words.get(side, [])[:1])
        out.append(f"    {side} ({_some(reports)}){': ' + said if said else ''}")
    out += [f"    omitted by {', '.join(line.omitted)}"] if line.omitted else []
    return out


def words_of(found: Comparison) -> list[tuple[str, str, str, list[str]]]:
    """Each loaded word once: the word, the plain one, whose it usually is, who used it and how."""
    users: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for term in found.terms:
        against = "; ".join(f"{side} has {', '.join(map(_copied, said[:2]))}" for side, said in term.against.items())
        users[term.word, term.neutral, term.camp].append(f"{term.report}, {_voice(term)}{', where ' + against if against else ''}")
    return [(word, plain, camp, list(dict.fromkeys(who))) for (word, plain, camp), who in users.items()]


def _voice(term: Term) -> str:
    return "own voice" if term.voice == "own" else "in reported words"


# ---------------------------------------------------------------- HTML
def html(found: Comparison) -> str:
    """The comparison as one `<section>`, for a page that brings its own style. Sides stand beside each other as columns."""
    event = found.event
    sides = [a.side for a in found.accounts]
    head = "".join(f'<th scope="col">{escape(s)}</th>' for s in sides)
    accounts = "".join(
        f"<td>{_bdi(found.outlets[r] for r in a.reports) if a.reports else '<em>no readout among the outlets collected</em>'}</td>"
        for a in found.accounts
    )
    rows = "".join(_row(line, sides) for _, lines in _sections(found) for line in lines)
    slots = "".join(_slot_html(slot) for slot in found.slots)
    terms = "".join(
        f'<li><bdi dir="auto">{escape(word)}</bdi> <small>{escape(camp)}; plainly <bdi dir="auto">{escape(plain)}</bdi></small> '
        f"{escape(_some(users))}</li>"
        for word, plain, camp, users in words_of(found)
    )
    steps = "".join(
        f'<li>{escape(s.day or "undated")} {escape(s.status)} <bdi dir="auto">{escape(s.outlet or s.report)}</bdi></li>'
        for s in event.timeline
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in found.notes)
    return (
        f'<section class="compared" id="event-{escape(event.event)}"><h2>{escape(heading(event))}</h2>'
        f"<p>{len(event.reports)} reports, {len(event.voices)} independent voices</p>"
        f'<table><thead><tr><th scope="col">told by</th>{head}</tr></thead>'
        f'<tbody><tr><th scope="row">outlets</th>{accounts}</tr>{rows}</tbody></table>'
        f"<dl>{slots}</dl>"
        + (f"<h3>Loaded words</h3><ul>{terms}</ul>" if terms else "")
        + (f"<h3>How it came about</h3><ol>{steps}</ol>" if steps else "")
        + (f"<ul class='notes'>{notes}</ul>" if notes else "")
        + "</section>"
    )


def _bdi(values: Iterable[str]) -> str:
    return ", ".join(f'<bdi dir="auto">{escape(v)}</bdi>' for v in dict.fromkeys(values))


def _row(line: Line, sides: list[str]) -> str:
    cells = []
    for side in sides:
        if side in line.told:
            said = "".join(f'<q dir="auto">{escape(w)}</q>' for w in line.words.get(side, []))
            cells.append(f'<td title="{escape(_some(line.told[side]))}">{said or "told"}</td>')
        else:
            cells.append("<td class='omitted'>omitted</td>" if side in line.omitted else "<td></td>")
    return f'<tr class="{escape(line.kind)}"><th scope="row"><bdi dir="auto">{escape(line.what)}</bdi></th>{"".join(cells)}</tr>'


def _slot_html(slot: Slot) -> str:
    values = "".join(f'<li><bdi dir="auto">{escape(v.value)}</bdi> <small>{escape(_some(v.reports))}</small></li>' for v in slot.versions)
    return f'<dt class="{escape(slot.state)}">{escape(slot.name)} ({escape(slot.state)})</dt><dd><ul>{values or "<li>nobody says</li>"}</ul></dd>'
