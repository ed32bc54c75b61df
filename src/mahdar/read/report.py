"""Reading: a source becomes a report with its text fixed, furniture marked and head values worked out.

`read_report` is a pure function of the source, the rules of the language and the lexicon.
"""

from __future__ import annotations

import datetime
import hashlib
import re

from mahdar.model import FROM_DATELINE, SAID, Dateline, Report, Residue, Source, Span, Value
from mahdar.read.dateline import LONE_STRETCH, Author, Head, agency_of, read_author, read_head, to_dateline
from mahdar.read.dates import date_line
from mahdar.read.language import language
from mahdar.read.quotes import Quotation, quotations
from mahdar.read.residue import HEAD, Line, Marks, mark_ends, mark_headlines, mark_lines
from mahdar.read.rules import Lexicon, ResidueRules
from mahdar.read.sentences import sentences
from mahdar.text import fold, folded

_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_LINE_ENDS = "\r\u2028\u2029\x85"
_TITLE = 240  # code points: a longer first line is no headline
_TAIL_AGENCY = re.compile(r"[-\u2013\u2014 .،]*[(\[«]\s*([^()\[\]«»]{2,40})\s*[)\]»][-\u2013\u2014 .]*$")


class _Findings:
    """Head values as they are found; the first find of each counts."""

    def __init__(self) -> None:
        self.agency: Value | None = None
        self.byline: Value | None = None
        self.outlet: Value | None = None
        self.published: Value | None = None
        self.dateline: Dateline | None = None


def compose(source: Source) -> tuple[str, int]:
    """The report's text, and how many code points of it are the headline given apart (0 without one)."""
    body = source.text
    if any(sign in body for sign in _LINE_ENDS):
        body = _LINE_END.sub("\n", body)
    title = " ".join(source.title.split()) if source.title else ""
    if not title:
        return body, 0
    lead = body.lstrip()
    if lead.startswith(title) and not lead[len(title) :].split("\n", 1)[0].strip():
        return body, len(title)
    return title + "\n" + body, len(title)


def read_report(source: Source, rules: ResidueRules, lexicon: Lexicon) -> Report:
    """Reads one source. Linear in its length; never raises on any text."""
    text, title_end = compose(source)
    marks = Marks(text, fold(text))
    found = _Findings()
    title = marks.full[0] if title_end and marks.full else None
    if source.source:
        found.outlet = Value(source.source, SAID)
    found.published = _given_date(source.published)
    author = read_author(source.author, rules, lexicon, source.source)
    mark_lines(marks, rules, title)
    if title is None:
        title = _headline(marks, rules, lexicon, source.source, found)
    _credits(marks, rules, lexicon, title, found)
    _date_lines(marks, rules, lexicon, title, found)
    mark_ends(marks, rules, title)
    if title is not None:
        mark_headlines(marks, title)
    _head(marks, rules, lexicon, title, found, source, author)
    _tail_agency(marks, rules, lexicon, title, found)
    _author(found, author)
    story, quoted = _story(marks, rules, title)
    return Report(
        id=source.id,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        language=language(text, source.language, rules),
        title=Span(title.start, title.end) if title is not None else None,
        dateline=found.dateline,
        byline=found.byline,
        agency=found.agency,
        outlet=found.outlet,
        published=found.published,
        url=source.url,
        residue=_ordered(marks.found),
        sentences=story,
        quotations=quoted,
    )


def _given_date(published: str | None) -> Value | None:
    if not published:
        return None
    try:
        return Value(datetime.date.fromisoformat(published.strip()[:10]).isoformat(), SAID)
    except ValueError:
        return None


def _headline(marks: Marks, rules: ResidueRules, lexicon: Lexicon, outlet: str | None, found: _Findings) -> Line | None:
    """The first line of story, where it looks like a headline: short, without a full stop, with more story after it."""
    story = marks.open()
    for n, line in enumerate(story[:3]):
        if date_line(line.fold, lexicon, rules):
            continue
        if len(line.fold) > _TITLE or line.fold.rstrip().endswith((".", "،", ":")) or line.a or len(story) < n + 2:
            return None
        if max(len(other.fold) for other in story[n + 1 : n + 8]) < len(line.fold) / 2:
            return None
        head = read_head(line.fold, rules, lexicon, outlet)
        if head is not None and (head.end >= len(line.fold.rstrip()) or head.agency or head.date):
            return None
        return line
    return None


def _credits(marks: Marks, rules: ResidueRules, lexicon: Lexicon, title: Line | None, found: _Findings) -> None:
    """Lines of credits (`Source: … Writer: …`): furniture whose values are the agency or outlet and the byline."""
    for line in [*marks.full[:HEAD], *marks.full[HEAD:][-HEAD:]]:
        if line.taken or line is title or line.b - line.a > 120:
            continue
        story = line.story()
        labels = list(rules.credits.finditer(story))
        if not labels or story[: labels[0].start()].strip(" -*•●|"):
            continue
        ends = [m.start() for m in labels[1:]] + [len(story)]
        values = [(m, story[m.end() : end].strip(" -|،,.")) for m, end in zip(labels, ends, strict=True)]
        if any(len(value.split()) > 6 for _, value in values) or (story.rstrip().endswith(".") and len(story) > 60):
            continue
        for (m, value), end in zip(values, ends, strict=True):
            if not value:
                continue
            span = marks.span(line, line.a + m.end(), line.a + end)
            span = _trim(marks.text, span)
            printed = marks.text[span.start : span.end]
            if m[2]:
                found.byline = found.byline or Value(printed, SAID, span.start, span.end)
            elif agency := _agency(value, rules, lexicon):
                found.agency = found.agency or Value(agency, SAID, span.start, span.end)
            elif value not in rules.wires:
                found.outlet = found.outlet or Value(printed, SAID, span.start, span.end)
        marks.take(line, "credit")


def _trim(text: str, span: Span) -> Span:
    a, b = span.start, span.end
    while a < b and text[a] in " -|،,.:\u00a0\t":
        a += 1
    while b > a and text[b - 1] in " -|،,.:\u00a0\t":
        b -= 1
    return Span(a, b)


def _agency(form: str, rules: ResidueRules, lexicon: Lexicon) -> str | None:
    """The agency of a credit: with or without the word for agency before it, with or without stops between its letters."""
    form = " ".join(re.sub(r"[.\"«»“”]", " ", form).split())
    if form in rules.wires:
        return None
    return agency_of(form, rules, lexicon, alone=True)


def _date_lines(marks: Marks, rules: ResidueRules, lexicon: Lexicon, title: Line | None, found: _Findings) -> None:
    for line in [*marks.full[:HEAD], *marks.full[HEAD:][-4:]]:
        if line.taken or line is title:
            continue
        dated = date_line(line.story(), lexicon, rules)
        if dated:
            iso, a, b = dated
            span = marks.span(line, line.a + a, line.a + b)
            if iso and found.published is None:
                found.published = Value(iso, SAID, span.start, span.end)
            marks.take(line, "date_line")


def _head(
    marks: Marks, rules: ResidueRules, lexicon: Lexicon, title: Line | None, found: _Findings, source: Source, author: Author | None
) -> None:
    """The dateline or byline at the head of the body."""
    body = [line for line in marks.open() if line is not title]
    given = folded(author.printed) if author else ""
    for n, line in enumerate(body[:4]):
        story = line.story()
        lead = len(story) - len(story.lstrip(" -*•●"))
        if (
            author
            and given
            and (author.head or len(given.split()) <= 5)
            and len(given) < 120
            and story.startswith(given, lead)
            and not story[lead + len(given) : lead + len(given) + 1].isalnum()
        ):
            end = lead + len(given)
            while end < len(story) and story[end] in " :-–—|،.":
                end += 1
            head = author.head or Head()
            span = marks.take_start(line, line.a + end, None if head.dateline else "byline")
            _head_values(marks, found, head, span, line, None)
            return
        head_found = None
        for stop in (*_lone_stretches(marks, line), len(story)):
            head_found = read_head(story[:stop], rules, lexicon, source.source, first=n == 0)
            if head_found is not None:
                break
        if head_found is not None:
            base = line.a
            span = marks.take_start(line, line.a + head_found.end, None if head_found.dateline else "byline")
            _head_values(marks, found, head_found, span, line, base)
            return


def _lone_stretches(marks: Marks, line: Line) -> list[int]:
    """Folded offsets (from the beginning of the line's story) of stretching signs set for dashes, the last one first."""
    if "\u0640" not in marks.text:
        return []
    start = marks.span(line, line.a, line.b).start
    places = [m.start() for m in LONE_STRETCH.finditer(marks.text, start, min(line.end, start + 120))]
    return [marks.view.at(place) - line.fold_start - line.a for place in reversed(places[:4])]


def _head_values(marks: Marks, found: _Findings, head: Head, span: Span, line: Line, base: int | None) -> None:
    """Puts what a head says into the findings; `base` is None where its offsets belong to the author field."""
    if head.dateline:
        found.dateline = to_dateline(head, span.start, span.end)
        date = head.date
        if date and date.year is not None and found.published is None:
            iso = datetime.date(date.year, date.month, date.day).isoformat()
            found.published = Value(iso, FROM_DATELINE, span.start, span.end)

    def place(at: tuple[int, int] | None) -> tuple[int | None, int | None]:
        if at is None or base is None:
            return None, None
        words = marks.span(line, base + at[0], base + at[1])
        return words.start, words.end

    if head.agency and found.agency is None:
        found.agency = Value(head.agency, SAID, *place(head.agency_at))
    if head.names_at and base is not None and found.byline is None:
        a, b = marks.span(line, base + head.names_at[0][0], base + head.names_at[0][1]), head.names_at
        found.byline = Value(marks.text[a.start : a.end], SAID, a.start, a.end, [], [_words(marks, line, base, x) for x in b[1:]])
    if head.outlet and found.outlet is None and base is not None:
        start, end = place(head.outlet_at)
        if start is not None and end is not None:
            found.outlet = Value(marks.text[start:end], SAID, start, end)


def _words(marks: Marks, line: Line, base: int, at: tuple[int, int]) -> str:
    span = marks.span(line, base + at[0], base + at[1])
    return marks.text[span.start : span.end]


def _tail_agency(marks: Marks, rules: ResidueRules, lexicon: Lexicon, title: Line | None, found: _Findings) -> None:
    """An agency in brackets after the last words of the story."""
    story = [line for line in marks.open() if line is not title]
    for line in story[-2:][::-1]:
        part = line.fold[max(line.a, line.b - 60) : line.b].rstrip()
        m = _TAIL_AGENCY.search(part)
        agency = _agency(m[1], rules, lexicon) if m else None
        if m and (agency or m[1].strip() in rules.wires):
            low = max(line.a, line.b - 60)
            keep = m.start() + (1 if part[m.start()] == "." else 0)
            words = marks.span(line, low + m.start(1), low + m.end(1))
            marks.take_end(line, low + keep, "credit")
            if agency:
                found.agency = found.agency or Value(agency, SAID, words.start, words.end)
            return
        if any(c.isalnum() for c in part):
            return


def _author(found: _Findings, author: Author | None) -> None:
    """Fills from the author field what the text does not say."""
    if author is None:
        return
    if found.byline is None:
        names = [name for name in author.names if name.strip()]
        found.byline = Value(names[0], SAID, alternatives=names[1:]) if names else Value(author.printed, SAID)
    head = author.head
    if head is None:
        return
    if head.agency and found.agency is None:
        found.agency = Value(head.agency, SAID, reasons=["author field"])
    if found.dateline is None and (head.cities or head.date):
        found.dateline = to_dateline(head, -1, -1)


def _story(marks: Marks, rules: ResidueRules, title: Line | None) -> tuple[list[Span], list[Span]]:
    """Sentences and quotations of what is left. The headline is one sentence."""
    spans: list[Span] = []
    quoted: list[Span] = []
    for line in marks.full:
        if line.taken:
            continue
        part = marks.span(line, line.a, line.b)
        inner: list[Quotation] = quotations(marks.text, part.start, part.end)
        spans += [part] if line is title else sentences(marks.text, part.start, part.end, inner, rules)
        quoted += [q.inner for q in inner]
    return spans, quoted


def _ordered(found: list[Residue]) -> list[Residue]:
    return sorted(found, key=lambda r: (r.start, r.end))
