"""The full-text index of an embedded store: tantivy files in a folder beside it, made from the store and never more than a copy of it.

The folder notes up to which change (`stamp`) of which store it is made and with which stemmer; a search first indexes what changed since.
When the note doesn't fit, or the files are damaged, the index is made anew. One process writes an index at a time; another
one then searches
what there is.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
import tantivy

from mahdar.store import tables
from mahdar.store.documents import Document
from mahdar.store.errors import StoreError
from mahdar.store.fields import WHO
from mahdar.store.keeping import clean
from mahdar.store.opening import Base
from mahdar.store.query import OUTLET, OUTLET_SHOWN, SCOPES, And, Name, Node, Not, Or, Phrase, Query, Term, Word
from mahdar.store.searching import FACET_VALUES, FACETS, Found, Matches, report_documents
from mahdar.store.words import stemmer

FORMAT = 1  # grows when the documents of the index change
NOTE = "state.json"
HEAP = 64_000_000  # bytes that the writer may fill before it writes a segment
BATCH = 200
_RAW = ("topic", "state", "document", "kind", "status", "role", "act", "city", OUTLET, OUTLET_SHOWN)
_NO_DAY = 0
_BROKEN = (ValueError, OSError, RuntimeError)


class Note(msgspec.Struct, frozen=True):
    """What an index is made of."""

    store: str
    stems: str
    format: int
    stamp: int


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("report", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("type", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(WHO, tokenizer_name="whitespace", index_option="position")
    for field in _RAW:
        builder.add_text_field(field, fast=field in FACETS, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("first", indexed=True, fast=True)
    builder.add_integer_field("last", indexed=True, fast=True)
    return builder.build()


class TantivyIndex:
    """An `Index` in the folder `<store>.search`."""

    def __init__(self, base: Base) -> None:
        if base.address.path is None:
            raise StoreError(f"{base.address.shown}: not a store in a file")
        self._base = base
        self.folder = base.address.path.with_name(base.address.path.name + ".search")
        self._index: tantivy.Index | None = None
        self._schema = _schema()

    # ------------------------------------------------------------ up to date
    def written(self, connection: sa.Connection, reports: Iterable[int]) -> None:
        """Nothing: what changed is found by its stamp."""

    def catch_up(self) -> int:
        note = self._note()
        with self._base.reading() as connection:
            store, stamp = _store_of(connection)
        wanted = Note(store, stemmer().digest, FORMAT, stamp)
        if note is None or msgspec.structs.replace(note, stamp=0) != msgspec.structs.replace(wanted, stamp=0) or note.stamp > stamp:
            return self.rebuild()
        if note.stamp == stamp:
            self._opened()
            return 0
        return self._add_since(note.stamp, wanted, fresh=False)

    def rebuild(self) -> int:
        self.close()
        with self._base.reading() as connection:
            store, stamp = _store_of(connection)
        try:
            with suppress(FileNotFoundError):
                (self.folder / NOTE).unlink()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(self.folder))
        except _BROKEN as error:
            raise StoreError(f"{self.folder}: can't make the search index ({error})") from error
        return self._add_since(-1, Note(store, stemmer().digest, FORMAT, stamp), fresh=True)

    def _note(self) -> Note | None:
        try:
            return msgspec.json.decode((self.folder / NOTE).read_bytes(), type=Note)
        except (OSError, msgspec.MsgspecError):
            return None

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            try:
                self._index = tantivy.Index.open(str(self.folder))
            except _BROKEN:
                self.rebuild()
        assert self._index is not None
        return self._index

    def _add_since(self, since: int, wanted: Note, *, fresh: bool) -> int:
        """Index the reports that changed after a stamp; 0 when another process is at it."""
        index = self._opened()
        try:
            writer = index.writer(HEAP, 1)
        except _BROKEN as error:
            if "lock" in str(error).lower():
                return 0
            raise StoreError(f"{self.folder}: can't write the search index ({error})") from error
        try:
            number = 0
            with self._base.reading() as connection:
                h = tables.heads
                changed = connection.execute(sa.select(h.c.report_id).where(h.c.stamp > since).order_by(h.c.report_id)).scalars().all()
                for at in range(0, len(changed), BATCH):
                    for report, found in report_documents(connection, list(changed[at : at + BATCH])).items():
                        if not fresh:
                            writer.delete_documents_by_term("report", report)
                        for document in found:
                            writer.add_document(_stored(document))
                        number += 1
            writer.commit()
            writer.wait_merging_threads()
        except _BROKEN as error:
            raise StoreError(f"{self.folder}: writing the search index failed ({error}); `mahdar store reindex` makes it anew") from error
        index.reload()
        _write_note(self.folder / NOTE, wanted)
        return number

    # ------------------------------------------------------------ finding
    def find(self, query: Query, *, limit: int, offset: int, facets: bool, newest: bool) -> Matches:
        index = self._opened()
        index.reload()
        searcher = index.searcher()
        whole = self._whole(query)
        try:
            result = searcher.search(whole, limit=limit, offset=offset, count=True, order_by_field="first" if newest else None)
            found = []
            for score, address in result.hits:
                document = searcher.doc(address)
                report, key = document.get_first("report") or "", document.get_first("key") or ""
                found.append(Found(report, key, 0.0 if newest else float(score)))
            counted = self._facets(searcher, whole) if facets else {}
        except _BROKEN as error:
            raise StoreError(f"{self.folder}: the search index is damaged ({error}); `mahdar store reindex` makes it anew") from error
        return Matches(found, int(getattr(result, "count", None) or 0), counted)

    def _facets(self, searcher: tantivy.Searcher, whole: tantivy.Query) -> dict[str, list[tuple[str, int]]]:
        asked = {field: {"terms": {"field": field, "size": FACET_VALUES}} for field in FACETS}
        result: dict[str, Any] = searcher.aggregate(whole, asked)
        found = {field: [(bucket["key"], bucket["doc_count"]) for bucket in result[field]["buckets"]] for field in FACETS}
        return {field: sorted(pairs, key=lambda pair: (-pair[1], pair[0])) for field, pairs in found.items() if pairs}

    def _whole(self, query: Query) -> tantivy.Query:
        must = [(tantivy.Occur.Must, self._filter("type", SCOPES[query.scope]))]
        if query.tree is not None:
            must.append((tantivy.Occur.Must, self._node(query.tree)))
        # a document without a day has 0 in both, and is never within days that are asked for
        if query.first is not None or query.last is not None:
            must.append((tantivy.Occur.Must, _days(self._schema, "last", query.first or 1, None)))
            must.append((tantivy.Occur.Must, _days(self._schema, "first", 1, query.last)))
        return tantivy.Query.boolean_query(must)

    def _filter(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.const_score_query(tantivy.Query.term_query(self._schema, field, value, index_option="basic"), 0.0)

    def _node(self, node: Node) -> tantivy.Query:
        match node:
            case Word(stem):
                return tantivy.Query.term_query(self._schema, "stems", stem, index_option="freq")
            case Phrase(words):
                return self._together("exact", words)
            case Term(field, value):
                return self._filter(field, value)
            case Name(words, together):
                if together:
                    return self._together(WHO, words)
                return tantivy.Query.boolean_query([(tantivy.Occur.Must, self._filter(WHO, word)) for word in words])
            case Not(inner):
                everything = (tantivy.Occur.Must, tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0))
                return tantivy.Query.boolean_query([everything, (tantivy.Occur.MustNot, self._node(inner))])
            case And(parts):
                both = [
                    (tantivy.Occur.MustNot, self._node(p.inner)) if isinstance(p, Not) else (tantivy.Occur.Must, self._node(p))
                    for p in parts
                ]
                if all(isinstance(part, Not) for part in parts):
                    both.append((tantivy.Occur.Must, tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0)))
                return tantivy.Query.boolean_query(both)
            case Or(parts):
                return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._node(part)) for part in parts])

    def _together(self, field: str, words: list[str]) -> tantivy.Query:
        if len(words) == 1:
            return tantivy.Query.term_query(self._schema, field, words[0])
        return tantivy.Query.phrase_query(self._schema, field, list(words))

    def close(self) -> None:
        self._index = None


def _days(schema: tantivy.Schema, field: str, low: int, high: int | None) -> tantivy.Query:
    inner = tantivy.Query.range_query(schema, field, tantivy.FieldType.Integer, low, high)
    return tantivy.Query.const_score_query(inner, 0.0)


def _stored(document: Document) -> tantivy.Document:
    out = tantivy.Document()
    out.add_text("report", document.report)
    out.add_text("key", document.key)
    out.add_text("type", document.type)
    out.add_text("stems", clean(" ".join(key for keys in document.stems for key in keys)))
    out.add_text("exact", clean(" ".join(document.exact)))
    # each name is a value of its own: tantivy leaves a gap between values, so a phrase never runs from one into the other
    for words in document.names:
        out.add_text(WHO, clean(" ".join(words)))
    for field in _RAW:
        for value in document.fields.get(field, []):
            out.add_text(field, clean(value))
    out.add_integer("first", document.first or _NO_DAY)
    out.add_integer("last", document.last or _NO_DAY)
    return out


def _store_of(connection: sa.Connection) -> tuple[str, int]:
    store = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == "id")).scalar()
    stamp = connection.execute(sa.select(sa.func.max(tables.heads.c.stamp))).scalar()
    return store or "", stamp or 0


def _write_note(path: Path, note: Note) -> None:
    handle, name = tempfile.mkstemp(prefix=".note.", dir=path.parent)
    with open(handle, "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
        stream.write(msgspec.json.encode(note))
    os.replace(name, path)  # noqa: PTH105 - the same, in one step
