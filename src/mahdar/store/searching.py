"""Searching a store: one interface over two indexes, tantivy beside an embedded store, the server's own on PostgreSQL.

An index finds references (`Found`); what is shown of them - title, snippet, claim - is read from the store, so that it is never older than
the store itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec
import sqlalchemy as sa

from mahdar.model import Engagement, Statement
from mahdar.store import knowing, naming, tables, viewing
from mahdar.store.documents import REPORT, Document, Snippet, documents, snippet, story, told_in
from mahdar.store.errors import QueryError
from mahdar.store.finding import report_lines
from mahdar.store.opening import Base
from mahdar.store.query import OUTLET_SHOWN, Name, Query, asks_for_persons, named, parse
from mahdar.store.shapes import ReportLine, Seen

BEST, NEWEST = "best", "newest"
FACETS = ("state", "topic", "kind", "status", "role", OUTLET_SHOWN)
FACET_VALUES = 10
DEEPEST = 10_000  # hits into a result that can be paged to


class Found(msgspec.Struct, frozen=True, gc=False):
    """What an index found: a report (`key` empty) or a claim of it."""

    report: str
    key: str
    score: float


class Matches(msgspec.Struct, frozen=True):
    """A page of what was found, how many there are in all, and counts of values among all of them."""

    found: list[Found]
    total: int
    facets: dict[str, list[tuple[str, int]]]


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One result as shown. `claim` is there when claims were searched."""

    report: ReportLine
    key: str
    type: str
    score: float
    snippet: Snippet
    claim: Engagement | Statement | None = None


class Answer(msgspec.Struct, frozen=True):
    """The result of a search."""

    query: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]]


class Index(Protocol):
    """What finds documents."""

    def written(self, connection: sa.Connection, reports: Iterable[int]) -> None:
        """The view of reports changed, in this transaction."""

    def catch_up(self) -> int:
        """Bring the index up to the store; gives the number of reports that were indexed."""

    def rebuild(self) -> int:
        """Make the index anew."""

    def find(self, query: Query, *, limit: int, offset: int, facets: bool, newest: bool) -> Matches:
        """What a query finds."""

    def close(self) -> None:
        """Let go of files."""


def report_documents(connection: sa.Connection, reports: list[int]) -> dict[str, list[Document]]:
    """The documents of reports as they are shown now, by key of the report."""
    heads = list(viewing.stored(connection, reports))
    keys = viewing.keys_of(connection, reports)
    shown = viewing.compute(connection, heads, keys)
    records = viewing.bare_records(connection, heads)
    terms = naming.terms_of(connection, reports)
    out: dict[str, list[Document]] = {}
    for head in heads:
        own = {one.key: terms.get((head.report, one.key), []) for one in shown[head.report].seen}
        out[keys[head.report]] = list(documents(keys[head.report], records[head.reading], shown[head.report].seen, own))
    return out


class Search:
    """Searches a store with an index."""

    def __init__(self, base: Base, index: Index) -> None:
        self._base = base
        self.index = index

    def written(self, connection: sa.Connection, reports: Iterable[int]) -> None:
        """Tell the index, inside the transaction, that the view of reports changed."""
        self.index.written(connection, reports)

    def search(self, text: str, *, limit: int = 10, offset: int = 0, facets: bool = False, sort: str = BEST) -> Answer:
        """What a query finds, the best or the newest first. Raises QueryError for a query that can't be understood."""
        check_sort(sort)
        if limit < 1 or offset < 0 or limit + offset > DEEPEST:
            raise QueryError(f"results can be shown from 1 to {DEEPEST}; narrow the query with since: and until: to see more")
        query = self._looked_up(parse(text))
        self.index.catch_up()
        matches = self.index.find(query, limit=limit, offset=offset, facets=facets, newest=sort == NEWEST or not query.wordy)
        counts = {field.removesuffix("_shown"): found for field, found in matches.facets.items()}
        return Answer(text, matches.total, self._hits(matches.found, query), counts)

    def _looked_up(self, query: Query) -> Query:
        """A query with the persons whom its names mean."""
        if query.tree is None or not asks_for_persons(query.tree):
            return query
        with self._base.reading() as connection:

            def known(name: Name) -> Name:
                found = knowing.meant(connection, name.asked)
                return msgspec.structs.replace(name, words=found.words, meant=found.terms, loose=found.loose)

            return msgspec.structs.replace(query, tree=named(query.tree, known))

    def _hits(self, found: list[Found], query: Query) -> list[Hit]:
        with self._base.reading() as connection:
            r = tables.reports
            wanted = list({one.report for one in found})
            found_rows = connection.execute(sa.select(r.c.key, r.c.id).where(r.c.key.in_(wanted)))
            numbers = {row[0]: row[1] for row in found_rows}
            lines = report_lines(connection, list(numbers.values()))
            heads = {head.report: head for head in viewing.stored(connection, list(numbers.values()))}
            records = viewing.bare_records(connection, list(heads.values()))
            seen: dict[tuple[str, str], Seen] = {}
            if any(one.key for one in found):
                for shown in viewing.compute(connection, list(heads.values()), {n: k for k, n in numbers.items()}).values():
                    seen.update(((one.report, one.key), one) for one in shown.seen)
            hits = []
            for one in found:
                number = numbers.get(one.report)
                # an index may be a moment behind the store
                if number is None or number not in heads or (one.key and (one.report, one.key) not in seen):
                    continue
                record = records[heads[number].reading]
                if not one.key:
                    hits.append(Hit(lines[number], "", REPORT, one.score, snippet(record.report.text, story(record), query)))
                    continue
                claim = seen[(one.report, one.key)]
                if isinstance(claim.claim, Statement):
                    content = claim.claim.content
                    cut = snippet(content, viewing.whole(content), query)
                else:
                    parts = told_in(record, claim)
                    cut = snippet(record.report.text, parts, query) if parts else Snippet("", 0, [])
                hits.append(Hit(lines[number], one.key, claim.type, one.score, cut, claim.claim))
            return hits

    def close(self) -> None:
        self.index.close()


def check_sort(sort: str) -> None:
    """Raises QueryError for an order that there is not."""
    if sort not in (BEST, NEWEST):
        raise QueryError(f"results are sorted by {BEST} or {NEWEST}, not {sort!r}")
