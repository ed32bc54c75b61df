"""Opening a store: from an address to an engine that is known to hold a whole store of a schema this program knows.

An address is a file (SQLite, embedded) or `postgresql://user@host/name`. One connection writes at a time: on SQLite
through its own lock, on
PostgreSQL through an advisory lock; any number read beside it. `told` turns what the database says into a `StoreError`.
"""

from __future__ import annotations

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError

from mahdar.store.errors import StoreError

HOME = "MAHDAR_STORE"
SIGNATURE = 0x4D484452  # `PRAGMA application_id` of our files: MHDR
WAIT = 60  # seconds that a writer waits for another one
CHECKED_WHOLE = 64 * 1024 * 1024  # bytes: a file up to here is checked through on every opening (0.1 s), a larger one by `store verify`
_MAGIC = b"SQLite format 3\x00"
_LOCK = 0x4D484452
_LOST = ("08000", "08003", "08006", "57P01", "57P02", "57P03")


class Address(msgspec.Struct, frozen=True):
    """Where a store is: `path` for SQLite, else `url` (with the driver named, the password in it)."""

    shown: str
    path: Path | None = None
    url: str = ""

    @property
    def dialect(self) -> str:
        return "sqlite" if self.path is not None else "postgresql"


def default_address() -> str:
    """Of the environment (MAHDAR_STORE), else a file in the user's data folder."""
    given = os.environ.get(HOME)
    if given:
        return given
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return str(Path(base) / "mahdar" / "mahdar.db")


def address_of(text: str | Path | None) -> Address:
    """Reads an address; None means the default one."""
    given = str(text) if text is not None else default_address()
    if given.startswith(("postgresql://", "postgres://", "postgresql+")):
        try:
            url = sa.make_url("postgresql+pg8000://" + given.partition("://")[2])
        except (SQLAlchemyError, ValueError) as error:
            raise StoreError(f"{given}: not an address of a database (postgresql://user@host/name)") from error
        if not url.database:
            raise StoreError(f"{url.render_as_string(hide_password=True)}: names no database; write postgresql://user@host/name")
        if not url.username:
            url = url.set(username=getpass.getuser())
        return Address(url.render_as_string(hide_password=True).replace("+pg8000", ""), None, url.render_as_string(hide_password=False))
    if "://" in given and not given.startswith("sqlite:///"):
        raise StoreError(f"{given}: not an address of a store: a file, or postgresql://user@host/name")
    path = Path(given.removeprefix("sqlite:///")).expanduser()
    return Address(str(path), path)


# ---------------------------------------------------------------- errors in words
def _reason(error: BaseException) -> tuple[str, str]:
    """What the driver said, and PostgreSQL's code of it."""
    first = error.args[0] if error.args else ""
    if isinstance(first, dict):
        return str(first.get("M", first)), str(first.get("C", ""))
    return str(first or error), ""


def _in_words(shown: str, error: BaseException) -> str:
    said, code = _reason(error)
    low = said.lower()
    if "is full" in low or code == "53100" or "no space" in low:
        return f"{shown}: no space is left; the last step was not kept, everything before it was"
    if "not a database" in low:
        return f"{shown}: this file is no store of mahdar"
    if "malformed" in low or "corrupt" in low or code in ("XX001", "XX002"):
        return f"{shown}: the store is damaged ({said}); bring back a backup with `mahdar store restore`"
    if "locked" in low or code == "55P03":
        return f"{shown}: another program has been writing for {WAIT} seconds; try again when it is done"
    if "readonly" in low or "read-only" in low or code in ("42501", "25006"):
        return f"{shown}: no right to write here"
    if "unable to open" in low:
        return f"{shown}: can't be opened; is there such a folder, and the right to write in it?"
    if code.startswith("28"):
        return f"{shown}: the server refused the user or the password"
    if code == "3D000":
        return f"{shown}: the server has no such database; make it with `createdb`"
    if code in _LOST or isinstance(error, OSError | InterfaceError) or "network error" in low or "connect" in low or "closed" in low:
        return f"{shown}: the connection to the server was lost or refused ({said}); the step under way was not kept"
    if "i/o error" in low:
        return f"{shown}: reading or writing the file failed ({said}); the last step was not kept"
    return f"{shown}: the database said: {said}"


@contextmanager
def told(shown: str) -> Iterator[None]:
    """Turn errors of the database inside the block into a `StoreError` of one line."""
    try:
        yield
    except DBAPIError as error:
        origin = error.orig if error.orig is not None else error
        words = _in_words(shown, error if error.connection_invalidated and not error.orig else origin)
        raise StoreError(" ".join(words.split())) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(" ".join(_in_words(shown, error).split())) from error


# ---------------------------------------------------------------- the file, before SQLite sees it
def check_file(path: Path) -> None:
    """Raises StoreError for what is no store, or one that was cut short. An absent or empty file is a store not made yet."""
    try:
        if path.is_dir():
            raise StoreError(f"{path}: is a folder, not a store; give a file")
        if not path.exists():
            return
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError as error:
        raise StoreError(f"{path}: can't be read ({(error.strerror or str(error)).lower()})") from error
    if not head:
        return
    if not head.startswith(_MAGIC):
        raise StoreError(f"{path}: this file is no store of mahdar")
    if len(head) < 100:
        raise StoreError(f"{path}: the file is cut short; bring back a backup with `mahdar store restore`")
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    log = path.with_name(path.name + "-wal")
    pending = log.exists() and log.stat().st_size > 0
    # A checkpoint under way may have written the first page before the last ones; SQLite itself sorts that out from its log.
    if not pending and pages * (65536 if page == 1 else page) > size:
        wanted = pages * (65536 if page == 1 else page)
        raise StoreError(f"{path}: the file is cut short ({size} of {wanted} bytes); bring back a backup with `mahdar store restore`")
    signature = int.from_bytes(head[68:72], "big")
    if signature != SIGNATURE and (signature or pages > 1) and not pending:
        raise StoreError(f"{path}: a database, but no store of mahdar")


def check_pages(path: Path) -> None:
    """SQLite's own check of a small store; raises StoreError when it finds damage."""
    if not path.exists() or not 0 < path.stat().st_size <= CHECKED_WHOLE:
        return
    with told(str(path)), closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=WAIT)) as plain:
        with suppress(sqlite3.OperationalError):
            plain.execute("PRAGMA query_only = 1")
        found = plain.execute("PRAGMA quick_check(1)").fetchone()
        if found is not None and found[0] != "ok":
            raise StoreError(f"{path}: the store is damaged ({found[0]}); bring back a backup with `mahdar store restore`")


# ---------------------------------------------------------------- engines
def _sqlite(path: Path, *, readonly: bool) -> sa.Engine:
    mode = "ro" if readonly else "rwc"
    address = f"sqlite:///file:{quote(str(path.absolute()))}?mode={mode}&uri=true"
    engine = sa.create_engine(address, connect_args={"isolation_level": None, "timeout": WAIT, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        settings = ["foreign_keys = ON", "cache_size = -65536", "temp_store = MEMORY"]
        if not readonly:
            # FULL: what was committed survives a power cut too. One wait on the disk for each batch of reports.
            settings += ["journal_mode = WAL", "synchronous = FULL"]
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(url: str) -> sa.Engine:
    engine = sa.create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ", connect_args={"timeout": None})
    # The driver sends a row a statement; this way it is one statement for as many rows as fit.
    engine.dialect.use_insertmanyvalues_wo_returning = True

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("writing"):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    return engine


class Base:
    """An engine with its address: `reading()` and `writing()` give connections in a transaction."""

    def __init__(self, address: Address, *, readonly: bool = False) -> None:
        self.address = address
        self.readonly = readonly
        self.engine = _sqlite(address.path, readonly=readonly) if address.path is not None else _postgresql(address.url)
        options: dict[str, Any] = {"writing": True}
        if address.path is None:
            # A snapshot taken before the lock is had would be an old one.
            options["isolation_level"] = "READ COMMITTED"
        self._writer = self.engine.execution_options(**options)

    @property
    def dialect(self) -> str:
        return self.address.dialect

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the store for as long as the block lasts."""
        with told(self.address.shown), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection that alone may write; kept as a whole when the block ends well, else not at all."""
        if self.readonly:
            raise StoreError(f"{self.address.shown}: opened for reading only")
        with told(self.address.shown), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()
