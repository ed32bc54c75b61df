"""What is searched: for a report one document with its story, for each claim that is shown one with its words; and the snippets that show
where a query was found, as they stand in the stored text.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mahdar.model import Record, Span, Statement
from mahdar.store.fields import days, names, values
from mahdar.store.naming import loose
from mahdar.store.query import OUTLET, OUTLET_SHOWN, Query, comparable_outlet
from mahdar.store.shapes import RETRACTED, Seen
from mahdar.store.words import LONGEST, name_words, stemmer, word_texts, words_of
from mahdar.text import Folded, fold

REPORT = "report"
MOST_WORDS = 50_000  # of one document; a report of a million words is found by its beginning
SNIPPET = 220  # code points
GAP = 10  # positions between two names, so that a phrase never runs from one into the other


class Document(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A document of the index. `stems[i]` are the keys of word `i`, `exact[i]` its folded form; `names` are the words of each name,
    `loose` those of names that lead to nobody."""

    report: str
    key: str
    type: str
    stems: list[tuple[str, ...]]
    exact: list[str]
    names: list[list[str]]
    loose: list[list[str]]
    fields: dict[str, list[str]]
    first: int | None
    last: int | None


class Snippet(msgspec.Struct, frozen=True, gc=False):
    """Words of the stored text from `start` on (code points), and what to mark in them (code points into `words`)."""

    words: str
    start: int
    marks: list[Span]


def story(record: Record) -> list[Span]:
    """The parts of a report's text that are searched: its headline and its sentences, no page furniture."""
    report = record.report
    parts = list(report.sentences)
    if report.title is not None and not any(s.start <= report.title.start < s.end for s in parts):
        parts.append(report.title)
    return sorted(parts) or [Span(0, len(report.text))]


def told_in(record: Record, one: Seen) -> list[Span]:
    """The sentences that an engagement was read from."""
    spans = [(e.start, e.end) for e in one.claim.evidence] or [(e.start, e.end) for e in (one.as_read or one.claim).evidence]
    return [s for s in story(record) if any(s.start < end and start < s.end for start, end in spans)]


def documents(key: str, record: Record, seen: list[Seen], terms: dict[str, list[tuple[str, str]]]) -> Iterator[Document]:
    """The documents of a report, as it is shown now; `terms` of its claims say whom they lead to."""
    first, last = days(record.published)
    printed = record.report.outlet.value if record.report.outlet else ""
    outlet = {OUTLET: [comparable_outlet(printed)], OUTLET_SHOWN: [printed]} if printed else {}
    text = record.report.text
    shown = [one for one in seen if one.state != RETRACTED]
    fields: dict[str, list[str]] = {}
    of_claims: dict[str, dict[str, list[str]]] = {}
    for one in shown:
        own = of_claims[one.key] = values(one.claim)
        for field, value in terms.get(one.key, []):
            own.setdefault(field, []).append(value)
        for field, found in own.items():
            fields.setdefault(field, []).extend(found)
    union = {field: list(dict.fromkeys(found)) for field, found in fields.items()} | outlet
    cut: dict[str, list[str]] = {}
    people = [name for one in shown for name in names(one.claim)]
    nobody = {one.key: loose(one.claim, terms.get(one.key, [])) for one in shown}
    theirs = [name for some in nobody.values() for name in some]
    yield _document(key, "", REPORT, [text[s.start : s.end] for s in story(record)], people, theirs, union, first, last, cut)
    for one in shown:
        if isinstance(one.claim, Statement):
            parts, begin, end = [one.claim.content], first, last
        else:
            parts = [text[s.start : s.end] for s in told_in(record, one)]
            begin, end = days(one.claim.date)
        fields = of_claims[one.key] | outlet
        yield _document(key, one.key, one.type, parts, names(one.claim), nobody[one.key], fields, begin, end, cut)


def _document(
    report: str,
    key: str,
    type_: str,
    parts: list[str],
    people: list[str],
    nobody: list[str],
    fields: dict[str, list[str]],
    first: int | None,
    last: int | None,
    cut: dict[str, list[str]],
) -> Document:
    exact: list[str] = []
    for part in parts:
        # the sentences of an engagement are those of its report
        if part not in cut:
            cut[part] = word_texts(fold(part).text)
        exact += cut[part]
    exact = exact[:MOST_WORDS]
    keys = stemmer().keys
    return Document(
        report=report,
        key=key,
        type=type_,
        stems=[keys(word) for word in exact],
        exact=exact,
        names=_named(people),
        loose=_named(nobody),
        fields={field: found for field, found in fields.items() if field != "who"},
        first=first,
        last=last,
    )


def _named(people: list[str]) -> list[list[str]]:
    return [words for name in dict.fromkeys(people) if (words := name_words(name))]


# ---------------------------------------------------------------- snippets
def snippet(text: str, parts: list[Span], query: Query) -> Snippet:
    """The stretch of a text (of its `parts`) that shows most of a query; its beginning where the words of the query aren't there."""
    best: tuple[int, int, list[tuple[int, int]], Span] | None = None
    # nothing better follows a stretch that shows everything that is looked for
    most = (len(query.stems) + len(query.phrases)) * 1000
    for part in parts:
        if best is not None and best[0] > most:
            break
        view = fold(text[part.start : part.end])
        found = _found(view, query)
        spans = [(part.start + view.span(a, b).start, part.start + view.span(a, b).end, what) for a, b, what in found]
        for n, (start, _, _) in enumerate(spans):
            inside = [s for s in spans[n:] if s[1] - start <= SNIPPET]
            score = len({what for _, _, what in inside}) * 1000 + len(inside)
            if best is None or score > best[0]:
                best = (score, start, [(a, b) for a, b, _ in inside], part)
    if best is None:
        whole = parts[0] if parts else Span(0, len(text))
        return _cut(text, whole.start, [], whole)
    _, start, marks, part = best
    return _cut(text, start, marks, part)


def _found(view: Folded, query: Query) -> list[tuple[int, int, str]]:
    """Places of a query's words in a folded view, with what was found there."""
    keys = stemmer().keys
    if not query.stems.intersection(key for word in word_texts(view.text) for key in keys(word)) and not query.phrases:
        return []
    words = list(words_of(view))
    out = [(w.start, w.end, key) for w in words for key in keys(w.text)[:2] if key in query.stems]
    folded_words = [w.text for w in words]
    for phrase in query.phrases:
        for n in range(len(words) - len(phrase) + 1):
            if folded_words[n : n + len(phrase)] == phrase:
                out.append((words[n].start, words[n + len(phrase) - 1].end, " ".join(phrase)))
    return sorted(out)


def _cut(text: str, at: int, marks: list[tuple[int, int]], part: Span) -> Snippet:
    """A stretch around a place, cut between words."""
    end_of_marks = max((b for _, b in marks), default=at)
    spare = max(0, SNIPPET - (end_of_marks - at))
    start = max(part.start, at - spare // 3)
    end = min(part.end, max(end_of_marks, start + SNIPPET))
    while part.start < start < at and not text[start - 1].isspace():
        start += 1
    while end_of_marks < end < part.end and not text[end].isspace():
        end -= 1
    words = text[start:end]
    inside = [Span(a - start, b - start) for a, b in marks if start <= a and b <= end]
    merged: list[Span] = []
    for span in sorted(inside):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return Snippet(words, start, merged)


__all__ = ["LONGEST", "Document", "Snippet", "documents", "snippet", "story", "told_in"]
