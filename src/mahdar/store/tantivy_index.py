"""The full-text index of an embedded store: tantivy files in a folder beside it, made from the store and never more than a copy of it.

The folder notes up to which change (`stamp`) of which store it is made and with which stemmer; a search first indexes what changed since.
When the note doesn't fit, or the files are damaged, the index is made anew. One process writes an index at a time; another
one then searches
what there is.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
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
from mahdar.store.naming import LOCAL, LOOSE, OFFICE, PERSON
from mahdar.store.opening import Base
from mahdar.store.query import OUTLET, OUTLET_SHOWN, SCOPES, And, Name, Node, Not, Or, Phrase, Query, Term, Word
from mahdar.store.searching import FACET_VALUES, FACETS, Found, Matches, report_documents
from mahdar.store.words import stemmer

FORMAT = 2  # grows when the documents of the index change
NOTE, LOCK = "state.json", "lock.db"
WAIT = 10  # seconds that one waits for another process to finish with the index
HEAP = 64_000_000  # bytes that the writer may fill before it writes a segment
BATCH = 200
_RAW = ("topic", "state", "document", "kind", "status", "role", "act", "city", OUTLET, OUTLET_SHOWN, PERSON, LOCAL, OFFICE)
_NO_DAY = 0
_BROKEN = (ValueError, OSError, RuntimeError)


class Note(msgspec.Struct, frozen=True):
    """What an index is made of, and in which folder of its folder it lies."""

    store: str
    stems: str
    format: int
    stamp: int
    folder: str = ""

    def fits(self, wanted: Note) -> bool:
        """Whether this index can be brought to what is wanted by adding."""
        return (self.store, self.stems, self.format) == (wanted.store, wanted.stems, wanted.format) and self.stamp <= wanted.stamp


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("report", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("type", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="position")
    for field in (WHO, LOOSE):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
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
        self._open_folder = ""
        self._schema = _schema()

    # ------------------------------------------------------------ up to date
    def written(self, connection: sa.Connection, reports: Iterable[int]) -> None:
        """Nothing: what changed is found by its stamp."""

    def catch_up(self) -> int:
        note = self._note()
        if note is not None and note.fits(wanted := self._wanted()) and note.stamp == wanted.stamp:
            return 0
        with self._alone() as alone:
            note = self._note()
            wanted = self._wanted()
            if note is not None and note.fits(wanted):
                # another process may have done it in the meantime, or be at it for longer than one waits
                if note.stamp == wanted.stamp or not alone:
                    return 0
                with suppress(StoreError):
                    return self._add(self._opened(note), note.stamp, msgspec.structs.replace(wanted, folder=note.folder))
            return self._rebuild(wanted)

    def rebuild(self) -> int:
        with self._alone():
            return self._rebuild(self._wanted())

    def _wanted(self) -> Note:
        with self._base.reading() as connection:
            store = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == "id")).scalar()
            stamp = connection.execute(sa.select(sa.func.max(tables.heads.c.stamp))).scalar()
        return Note(store or "", stemmer().digest, FORMAT, stamp or 0)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Keep other processes from changing the index meanwhile; False when one is at it for longer than `WAIT` seconds.

        The lock is one of SQLite on a file of its own: it works wherever SQLite does and ends with the process that holds it.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            with closing(sqlite3.connect(self.folder / LOCK, timeout=WAIT, isolation_level=None)) as lock:
                try:
                    lock.execute("BEGIN EXCLUSIVE")
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error):
                        raise
                    yield False
                    return
                yield True
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.folder}: can't make or write the search index ({error})") from error

    def _rebuild(self, wanted: Note) -> int:
        """Make the index in a folder of its own, then let the note name it: who searches meanwhile has the old one."""
        self.close()
        name = f"index-{secrets.token_hex(4)}"
        try:
            (self.folder / name).mkdir()
            index = tantivy.Index(self._schema, path=str(self.folder / name))
        except _BROKEN as error:
            raise StoreError(f"{self.folder}: can't make the search index ({error})") from error
        number = self._add(index, -1, msgspec.structs.replace(wanted, folder=name))
        for other in self.folder.glob("index-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)
        return number

    def _note(self) -> Note | None:
        try:
            return msgspec.json.decode((self.folder / NOTE).read_bytes(), type=Note)
        except (OSError, msgspec.MsgspecError):
            return None

    def _opened(self, note: Note) -> tantivy.Index:
        if self._index is None or self._open_folder != note.folder:
            try:
                self._index = tantivy.Index.open(str(self.folder / note.folder))
            except _BROKEN as error:
                raise StoreError(f"{self.folder}: the search index can't be opened ({error})") from error
            self._open_folder = note.folder
        return self._index

    def _add(self, index: tantivy.Index, since: int, note: Note) -> int:
        """Index the reports that changed after a stamp, then write the note."""
        number = 0
        try:
            writer = index.writer(HEAP, 1)
            with self._base.reading() as connection:
                h = tables.heads
                changed = connection.execute(sa.select(h.c.report_id).where(h.c.stamp > since).order_by(h.c.report_id)).scalars().all()
                for at in range(0, len(changed), BATCH):
                    for report, found in report_documents(connection, list(changed[at : at + BATCH])).items():
                        if since >= 0:
                            writer.delete_documents_by_term("report", report)
                        for document in found:
                            writer.add_document(_stored(document))
                        number += 1
            writer.commit()
            writer.wait_merging_threads()
        except _BROKEN as error:
            raise StoreError(f"{self.folder}: writing the search index failed ({error}); `mahdar store reindex` makes it anew") from error
        _write_note(self.folder / NOTE, note)
        return number

    # ------------------------------------------------------------ finding
    def find(self, query: Query, *, limit: int, offset: int, facets: bool, newest: bool) -> Matches:
        for last_try in (False, True):
            try:
                note = self._note()
                if note is None:
                    raise StoreError(f"{self.folder}: there is no search index")
                return self._find(self._opened(note), query, limit=limit, offset=offset, facets=facets, newest=newest)
            except (StoreError, *_BROKEN) as error:
                self.close()
                if last_try:
                    raise StoreError(
                        f"{self.folder}: the search index is damaged ({error}); `mahdar store reindex` makes it anew"
                    ) from error
                # replaced while it was opened, or damaged: in the second case it is made anew
                if self._note() == note:
                    self.rebuild()
        raise AssertionError("unreachable")

    def _find(self, index: tantivy.Index, query: Query, *, limit: int, offset: int, facets: bool, newest: bool) -> Matches:
        index.reload()
        searcher = index.searcher()
        whole = self._whole(query)
        result = searcher.search(whole, limit=limit, offset=offset, count=True, order_by_field="first" if newest else None)
        found = []
        for score, address in result.hits:
            document = searcher.doc(address)
            report, key = document.get_first("report") or "", document.get_first("key") or ""
            found.append(Found(report, key, 0.0 if newest else float(score)))
        counted = self._facets(searcher, whole) if facets else {}
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
            case Name():
                return self._name(node)
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

    def _name(self, name: Name) -> tantivy.Query:
        found = [self._filter(field, value) for field, value in name.meant]
        field = LOOSE if name.loose else WHO
        if name.words and name.together:
            found.append(self._together(field, name.words))
        elif name.words:
            found.append(tantivy.Query.boolean_query([(tantivy.Occur.Must, self._filter(field, word)) for word in name.words]))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in found]) if found else tantivy.Query.empty_query()

    def _together(self, field: str, words: list[str]) -> tantivy.Query:
        if len(words) == 1:
            return tantivy.Query.term_query(self._schema, field, words[0])
        return tantivy.Query.phrase_query(self._schema, field, list(words))

    def close(self) -> None:
        self._index, self._open_folder = None, ""


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
    for field, every in ((WHO, document.names), (LOOSE, document.loose)):
        for words in every:
            out.add_text(field, clean(" ".join(words)))
    for field in _RAW:
        for value in document.fields.get(field, []):
            out.add_text(field, clean(value))
    out.add_integer("first", document.first or _NO_DAY)
    out.add_integer("last", document.last or _NO_DAY)
    return out


def _write_note(path: Path, note: Note) -> None:
    handle, name = tempfile.mkstemp(prefix=".note.", dir=path.parent)
    with open(handle, "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
        stream.write(msgspec.json.encode(note))
    os.replace(name, path)  # noqa: PTH105 - the same, in one step
