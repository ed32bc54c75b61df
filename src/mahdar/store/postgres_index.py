"""The full-text index of a store on PostgreSQL: a column of its own text-search type, made of the same folded and stemmed words, written in
the transaction that changes the view, so it is never behind.

The server's own dictionaries are not asked: lexemes are written as we make them, with a letter before them that says of which kind they are
(`s:` stem, `e:` word as it stands, `w:` word of a name, `l:` of one that leads to nobody, `f:` value of a field).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from mahdar.store import tables
from mahdar.store.documents import GAP, Document
from mahdar.store.keeping import chunks, clean
from mahdar.store.opening import Base
from mahdar.store.query import SCOPES, And, Name, Node, Not, Or, Phrase, Query, Term, Word
from mahdar.store.searching import FACET_VALUES, FACETS, Found, Matches, report_documents
from mahdar.store.words import stemmer

FARTHEST = 16_383  # the last position that PostgreSQL keeps (documentation, 12.11 Limitations)
MOST_PLACES = 255  # positions of one lexeme
MOST_BYTES = 900_000  # of one document: a tsvector ends at 1 MB
RANKED = 10_000  # hits that are ranked; of a search that finds more, the newest so many
STEMS = "search stems"
FORMAT = 2  # grows when the documents of the index change


class PostgresIndex:
    """An `Index` in the table `search_docs`."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._checked = False
        self._noted = False

    def written(self, connection: sa.Connection, reports: Iterable[int]) -> None:
        docs = tables.search_docs
        if not self._noted:
            self._note_first(connection)
        for some in chunks(list(reports), 200):
            found = report_documents(connection, some)
            if not found:
                continue
            connection.execute(sa.delete(docs).where(docs.c.report.in_(list(found))))
            rows = [_row(document) for documents in found.values() for document in documents]
            connection.execute(sa.insert(docs).values(words=sa.cast(sa.bindparam("lexemes"), docs.c.words.type)), rows)

    def _note_first(self, connection: sa.Connection) -> None:
        """Of an index that is still empty note the stems that it is begun with."""
        self._noted = True
        has = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == STEMS)).first()
        if has is None and connection.execute(sa.select(tables.search_docs.c.report).limit(1)).first() is None:
            connection.execute(sa.insert(tables.meta).values(name=STEMS, value=_made_with()))

    def catch_up(self) -> int:
        """Make the index anew where it was made with other stems than ours; once an opening."""
        if self._checked:
            return 0
        self._checked = True
        with self._base.reading() as connection:
            found = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == STEMS)).scalar()
            empty = connection.execute(sa.select(tables.heads.c.report_id).limit(1)).first() is None
        if found == _made_with() or (empty and found is None) or self._base.readonly:
            return 0
        return self.rebuild()

    def rebuild(self) -> int:
        with self._base.writing() as connection:
            connection.execute(sa.delete(tables.search_docs))
            every = connection.execute(sa.select(tables.heads.c.report_id).order_by(tables.heads.c.report_id)).scalars().all()
            self.written(connection, every)
            connection.execute(sa.delete(tables.meta).where(tables.meta.c.name == STEMS))
            connection.execute(sa.insert(tables.meta).values(name=STEMS, value=_made_with()))
            return len(every)

    def find(self, query: Query, *, limit: int, offset: int, facets: bool, newest: bool) -> Matches:
        docs = tables.search_docs
        where = [docs.c.type == SCOPES[query.scope]]
        asked = sa.cast(sa.literal(_node(query.tree)), sa.dialects.postgresql.TSQUERY) if query.tree is not None else None
        if asked is not None:
            where.append(docs.c.words.op("@@")(asked))
        if query.first is not None:
            where.append(docs.c.last >= query.first)
        if query.last is not None:
            where.append(docs.c.first <= query.last)
        with self._base.reading() as connection:
            total = connection.execute(sa.select(sa.func.count()).select_from(docs).where(*where)).scalar_one()
            day = docs.c.first.desc().nulls_last()
            last: list[Any] = [docs.c.report, docs.c.key]
            if newest or asked is None:
                page = sa.select(docs.c.report, docs.c.key, sa.literal(0.0)).where(*where).order_by(day, *last)
            else:
                some = sa.select(docs).where(*where).order_by(day, *last).limit(RANKED).subquery()
                rank = sa.func.ts_rank(some.c.words, asked, 1)
                page = sa.select(some.c.report, some.c.key, rank.label("rank")).order_by(sa.desc("rank"), some.c.report, some.c.key)
            found = [Found(report, key, float(score)) for report, key, score in connection.execute(page.limit(limit).offset(offset))]
            return Matches(found, total, self._facets(connection, where) if facets else {})

    def _facets(self, connection: sa.Connection, where: list[sa.ColumnElement[bool]]) -> dict[str, list[tuple[str, int]]]:
        docs = tables.search_docs
        lexeme = sa.func.unnest(docs.c.words).table_valued("lexeme", "positions", "weights").render_derived().lateral()
        count = sa.func.count().label("count")
        query = (
            sa.select(lexeme.c.lexeme, count)
            .select_from(docs.join(lexeme, sa.true()))
            .where(*where, lexeme.c.lexeme.startswith("f:"))
            .group_by(lexeme.c.lexeme)
        )
        out: dict[str, list[tuple[str, int]]] = {}
        for whole, number in connection.execute(query):
            _, field, value = whole.split(":", 2)
            out.setdefault(field, []).append((value, number))
        return {field: sorted(out[field], key=lambda pair: (-pair[1], pair[0]))[:FACET_VALUES] for field in FACETS if field in out}

    def close(self) -> None:
        """Nothing is held."""


def _made_with() -> str:
    """What an index is made with: another stemmer or other documents make it anew."""
    return f"{stemmer().digest}.{FORMAT}"


# ---------------------------------------------------------------- words as PostgreSQL writes them
def _quote(lexeme: str) -> str:
    return "'" + clean(lexeme).replace("\\", "\\\\").replace("'", "''") + "'"


def _row(document: Document) -> dict[str, Any]:
    places: dict[str, list[int]] = {}
    size = 0
    for at, (keys, word) in enumerate(zip(document.stems, document.exact, strict=True), 1):
        size += 2 * len(word.encode()) + 16
        if size > MOST_BYTES:
            break
        for lexeme in (*(f"s:{key}" for key in keys), f"e:{word}"):
            found = places.setdefault(lexeme, [])
            if len(found) < MOST_PLACES:
                found.append(min(at, FARTHEST))
    for letter, every in (("w", document.names), ("l", document.loose)):
        at = 1
        for words in every:
            for word in words:
                places.setdefault(f"{letter}:{word}", []).append(min(at, FARTHEST))
                at += 1
            at += GAP
    parts = [f"{_quote(lexeme)}:{','.join(map(str, found))}" for lexeme, found in places.items()]
    parts += [_term(field, value) for field, values in document.fields.items() for value in values]
    return {
        "report": document.report,
        "key": document.key,
        "type": document.type,
        "first": document.first,
        "last": document.last,
        "lexemes": " ".join(parts),
    }


def _node(node: Node) -> str:
    match node:
        case Word(stem):
            return _quote(f"s:{stem}")
        case Phrase(words):
            return _together("e", words)
        case Term(field, value):
            return _term(field, value)
        case Name():
            return _name(node)
        case Not(inner):
            return f"!({_node(inner)})"
        case And(parts):
            return "(" + " & ".join(_node(part) for part in parts) + ")"
        case Or(parts):
            return "(" + " | ".join(_node(part) for part in parts) + ")"


def _term(field: str, value: str) -> str:
    return _quote(f"f:{field}:{value}"[:500])


def _name(name: Name) -> str:
    found = [_term(field, value) for field, value in name.meant]
    kind = "l" if name.loose else "w"
    if name.words:
        found.append(
            _together(kind, name.words) if name.together else "(" + " & ".join(_quote(f"{kind}:{word}") for word in name.words) + ")"
        )
    # a lexeme that no document has, where nobody is meant
    return "(" + " | ".join(found or [_quote("f:")]) + ")"


def _together(kind: str, words: list[str]) -> str:
    return "(" + " <-> ".join(_quote(f"{kind}:{word}") for word in words) + ")"
