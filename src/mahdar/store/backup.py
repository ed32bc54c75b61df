"""Backups: a whole store in one file, the same for SQLite and PostgreSQL, so that it also moves a store from one to the other.

A gzip file of JSON lines: the first says what it is and of which schema, then one row a line, the last says how many rows
there were and their
hash, so that a file cut short or changed is known. Only what can't be computed is in it; the view and the index are made anew.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import sqlalchemy as sa

from mahdar.store import migrate, viewing
from mahdar.store.errors import StoreError
from mahdar.store.opening import Base

KIND = "mahdar store"
VIEW = ("heads", "seen", "terms", "seen_terms", "links", "name_keys", "search_docs")
BATCH = 1000


class First(msgspec.Struct, frozen=True):
    """The first line."""

    kind: str
    schema: str


class Last(msgspec.Struct, frozen=True):
    """The last line: rows by table and the hash of all lines before it."""

    rows: dict[str, int]
    sha256: str


def kept_tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables that a backup holds, as the database has them, pointed-to ones first."""
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name not in (*VIEW, "alembic_version"))
    return list(found.sorted_tables)


# ---------------------------------------------------------------- out
def backup(base: Base, path: Path, step: Callable[[int], None] = lambda _: None) -> dict[str, int]:
    """Write a store, as it is at one moment, to a file that is whole or not there at all; gives rows by table."""
    target = path.expanduser()
    if target.is_dir():
        raise StoreError(f"{path}: is a folder, not a file to write")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise StoreError(f"{path}: can't be written ({(error.strerror or str(error)).lower()})") from error
    part = Path(name)
    try:
        with open(handle, "wb") as raw:  # noqa: PTH123 - a descriptor, not a path
            with cast(IO[bytes], gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=5, mtime=0)) as stream:
                rows = _write(base, stream, step)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise StoreError(f"{path}: writing stopped ({(error.strerror or str(error)).lower()}); no backup was made") from error
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return rows


def _write(base: Base, stream: IO[bytes], step: Callable[[int], None]) -> dict[str, int]:
    digest = hashlib.sha256()
    encode = msgspec.json.encode

    def line(value: Any) -> None:
        data = encode(value) + b"\n"
        digest.update(data)
        stream.write(data)

    rows: dict[str, int] = {}
    with base.reading() as connection:
        line(First(KIND, migrate.schema_of(connection) or migrate.HEAD))
        for table in kept_tables(connection):
            name = str(table.name)
            rows[name] = 0
            order = list(table.primary_key.columns)
            for some in connection.execute(sa.select(table).order_by(*order)).partitions(BATCH):
                for row in some:
                    line([name, *row])
                    rows[name] += 1
                step(sum(rows.values()))
    stream.write(encode(Last(rows, digest.hexdigest())) + b"\n")
    return rows


# ---------------------------------------------------------------- in
def check(path: Path) -> tuple[First, Last]:
    """Read a backup through. Raises StoreError where it is none, damaged or cut short."""
    first: First | None = None
    digest = hashlib.sha256()
    rows: dict[str, int] = {}
    before = b""
    for data in _lines(path):
        if before:
            digest.update(before)
            if first is None:
                first = _first(path, before)
            else:
                name = _row(path, before)[0]
                rows[name] = rows.get(name, 0) + 1
        before = data
    if first is None:
        raise StoreError(f"{path}: this file is no backup of a store" if before else f"{path}: the file is empty")
    try:
        last = msgspec.json.decode(before, type=Last)
    except msgspec.MsgspecError:
        raise StoreError(f"{path}: the backup is cut short; nothing was restored") from None
    if last.sha256 != digest.hexdigest() or {k: v for k, v in last.rows.items() if v} != rows:
        raise StoreError(f"{path}: the backup was changed or damaged since it was made; nothing was restored")
    if first.schema not in migrate.KNOWN:
        raise StoreError(f"{path}: made by a newer program (schema {first.schema}, this one knows up to {migrate.HEAD}); use a newer one")
    return first, last


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as stream:
            yield from stream
    except gzip.BadGzipFile:
        raise StoreError(f"{path}: this file is no backup of a store, or damaged; nothing was restored") from None
    except (EOFError, zlib.error) as error:
        raise StoreError(f"{path}: the backup is cut short or damaged ({error}); nothing was restored") from error
    except OSError as error:
        raise StoreError(f"{path}: can't be read ({(error.strerror or str(error)).lower()})") from error


def _first(path: Path, data: bytes) -> First:
    try:
        first = msgspec.json.decode(data, type=First)
    except msgspec.MsgspecError:
        first = First("", "")
    if first.kind != KIND:
        raise StoreError(f"{path}: this file is no backup of a store")
    return first


def _row(path: Path, data: bytes) -> list[Any]:
    try:
        row = msgspec.json.decode(data, type=list[Any])
    except msgspec.MsgspecError:
        row = []
    if not row or not isinstance(row[0], str):
        raise StoreError(f"{path}: the backup is damaged; nothing was restored")
    return row


def restore(base: Base, path: Path, step: Callable[[int], None] = lambda _: None) -> dict[str, int]:
    """Fill an empty database with a backup, bring it up to date and make its view; gives rows by table."""
    first, last = check(path)
    with base.reading() as connection:
        if migrate.schema_of(connection) is not None:
            raise StoreError(f"{base.address.shown}: there is a store here already; restore to another place, or take it away first")
    migrate.upgrade(base, first.schema)
    with base.writing() as connection:
        known = {table.name: table for table in kept_tables(connection)}
        connection.execute(sa.delete(known["meta"]))
        waiting: list[dict[str, Any]] = []
        current = ""
        done = 0
        for data in _lines(path):
            if not data.startswith(b"["):
                continue
            row = _row(path, data)
            if row[0] != current or len(waiting) >= BATCH:
                _insert(connection, known.get(current), waiting)
                step(done)
                current = row[0]
                if current not in known:
                    raise StoreError(f"{path}: holds a table that schema {first.schema} hasn't: {current}")
            waiting.append(_values(known[current], row[1:]))
            done += 1
        _insert(connection, known.get(current), waiting)
        migrate.new_identity(connection)
    migrate.upgrade(base)
    with base.writing() as connection:
        viewing.rebuild(connection)
    return last.rows


def _values(table: sa.Table, row: list[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for column, value in zip(table.columns, row, strict=True):
        binary = isinstance(column.type, sa.LargeBinary) and value is not None
        out[column.name] = base64.b64decode(value) if binary else value
    return out


def _insert(connection: sa.Connection, table: sa.Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(sa.insert(table), rows)
    rows.clear()
