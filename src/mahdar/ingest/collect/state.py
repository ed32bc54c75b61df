"""What the collector knows between runs: sources, pages to fetch, versions, readings, failures. One file.

Every change that belongs together is one transaction: a poll with the articles it named, a page with its version and its reading. A run
that is killed between two of them has lost nothing and done nothing twice.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import msgspec

from mahdar.ingest.collect.shapes import Answer, Article, CollectError, Hint, Item, Reason, Validators, now

FILE = "collect.sqlite"
FAILURES_KEPT = 20  # of one address
_FULL = ("full", "disk i/o error", "readonly")


class LockedError(Exception):
    """Another run collects into this folder."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page to visit."""

    address: str
    host: str
    source: str
    status: str
    tries: int
    visits: int
    validators: Validators
    seen: str | None
    article: str | None
    hint: Hint


class Polled(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a source."""

    validators: Validators
    seen: str | None
    due: str
    tries: int


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an article: where its body is and how to read it. `print` is the fingerprint of what was read first."""

    article: str
    number: int
    page: str
    body: str
    media: str
    print: str
    at: str
    source: str


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The right to write into a folder; gone with the process, however it ends. Raises `LockedError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockedError(f"another run collects into {folder}") from error
        yield


class State:
    """The knowledge in one folder. Methods that write raise `CollectError` where the disk is full."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / FILE, isolation_level=None, timeout=30.0)
        self._db.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing; a power cut may lose the last moments, which are then done again: the file is never torn.
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA journal_size_limit = 4194304")
        for statement in (files("mahdar.ingest.collect") / "state.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                self._db.execute(statement)

    def close(self) -> None:
        self._db.close()

    @property
    def database(self) -> sqlite3.Connection:
        """The connection, for reading (and for tests)."""
        return self._db

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; all of it or nothing. May be nested: the outermost one counts."""
        if self._db.in_transaction:
            yield self._db
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in _FULL):
                raise CollectError(Reason.disk, str(error)) from error
            raise

    # ------------------------------------------------------------ sources
    def source(self, name: str, address: str) -> Polled:
        """What is known of a source; one whose address was changed starts anew."""
        row = self._db.execute("SELECT address, etag, modified, seen, due, tries FROM sources WHERE name = ?", (name,)).fetchone()
        if row is None or row[0] != address:
            return Polled(validators=Validators(), seen=None, due="", tries=0)
        return Polled(validators=Validators(row[1], row[2]), seen=row[3], due=row[4], tries=row[5])

    def polled(self, name: str, address: str, validators: Validators, seen: str | None, due: str, items: Iterable[Item] | None) -> int:
        """A source answered; `items` None where nothing had changed. How many of the articles were new."""
        new = 0
        with self.change() as db:
            listed = list(items) if items is not None else None
            db.execute(
                """INSERT INTO sources (name, address, polled_at, etag, modified, seen, due, polls, named)
                VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)
                ON CONFLICT (name) DO UPDATE SET address = excluded.address, polled_at = excluded.polled_at, etag = excluded.etag,
                modified = excluded.modified, seen = excluded.seen, due = excluded.due, tries = 0, polls = polls + 1,
                named = coalesce(?, named), reason = '', detail = ''""",
                (
                    name,
                    address,
                    now(),
                    validators.etag,
                    validators.modified,
                    seen,
                    due,
                    len(listed or ()),
                    None if listed is None else len(listed),
                ),
            )
            for item in listed or ():
                new += self._queue(db, name, item)
        return new

    def _queue(self, db: sqlite3.Connection, source: str, item: Item) -> int:
        cursor = db.execute(
            "INSERT OR IGNORE INTO pages (address, host, source, found_at, status, due, hint) VALUES (?, ?, ?, ?, 'waiting', ?, ?)",
            (item.address, host_of(item.address), source, now(), now(), msgspec.json.encode(item.hint)),
        )
        return cursor.rowcount

    def source_failed(self, name: str, address: str, error: CollectError, due: str) -> None:
        with self.change() as db:
            db.execute(
                """INSERT INTO sources (name, address, due, tries, reason, detail) VALUES (?, ?, ?, 1, ?, ?)
                ON CONFLICT (name) DO UPDATE SET address = excluded.address, due = excluded.due, tries = tries + 1,
                reason = excluded.reason, detail = excluded.detail""",
                (name, address, due, error.reason.value, error.detail),
            )
            self.failed(name, address, error)

    def failed(self, source: str, address: str, error: CollectError) -> None:
        """Put a failure on record."""
        with self.change() as db:
            db.execute(
                "INSERT INTO failures (at, source, address, reason, detail) VALUES (?, ?, ?, ?, ?)",
                (now(), source, address, error.reason.value, error.detail),
            )
            db.execute(
                """DELETE FROM failures WHERE address = ?1
                AND id NOT IN (SELECT id FROM failures WHERE address = ?1 ORDER BY id DESC LIMIT ?2)""",
                (address, FAILURES_KEPT),
            )

    # ------------------------------------------------------------ pages
    def hosts_due(self, moment: str) -> list[str]:
        """Hosts with a page to visit that do not want to be left alone."""
        rows = self._db.execute(
            """SELECT DISTINCT host FROM pages WHERE due IS NOT NULL AND due <= ?1
            AND host NOT IN (SELECT host FROM hosts WHERE until > ?1) ORDER BY host""",
            (moment,),
        )
        return [row[0] for row in rows]

    def next_page(self, host: str, moment: str, but: Container[str] = ()) -> Page | None:
        """The page of a host that has waited longest, leaving out some."""
        rows = self._db.execute(
            """SELECT address, host, source, status, tries, visits, etag, modified, seen, article, hint FROM pages
            WHERE host = ? AND due IS NOT NULL AND due <= ? ORDER BY due, rowid""",
            (host, moment),
        )
        row = next((row for row in rows if row[0] not in but), None)
        rows.close()
        if row is None:
            return None
        return Page(
            address=row[0],
            host=row[1],
            source=row[2],
            status=row[3],
            tries=row[4],
            visits=row[5],
            validators=Validators(row[6], row[7]),
            seen=row[8],
            article=row[9],
            hint=msgspec.json.decode(row[10], type=Hint),
        )

    def waiting(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM pages WHERE status = 'waiting'").fetchone()[0])

    def page_unchanged(self, page: Page, due: str | None, validators: Validators | None, seen: str | None) -> None:
        """A visit that brought nothing new."""
        with self.change() as db:
            self._met(db, page)
            db.execute(
                """UPDATE pages SET status = 'kept', due = ?, tries = 0, visits = visits + 1, reason = '', detail = '',
                etag = CASE WHEN ? THEN ? ELSE etag END, modified = CASE WHEN ? THEN ? ELSE modified END, seen = coalesce(?, seen)
                WHERE address = ?""",
                (
                    due,
                    validators is not None,
                    validators.etag if validators else None,
                    validators is not None,
                    validators.modified if validators else None,
                    seen,
                    page.address,
                ),
            )

    def _met(self, db: sqlite3.Connection, page: Page) -> None:
        """A page that was not queued, as those from files, gets its row."""
        db.execute(
            "INSERT OR IGNORE INTO pages (address, host, source, found_at, status, hint) VALUES (?, ?, ?, ?, 'waiting', ?)",
            (page.address, page.host, page.source, now(), msgspec.json.encode(page.hint)),
        )

    def page_failed(self, page: Page, error: CollectError, due: str | None) -> None:
        """A visit that failed; without a `due` the page is given up (or, once kept, left as it is)."""
        with self.change() as db:
            db.execute(
                """UPDATE pages SET tries = tries + 1, due = ?1, reason = ?2, detail = ?3,
                status = CASE WHEN ?1 IS NULL AND status = 'waiting' THEN 'failed' ELSE status END WHERE address = ?4""",
                (due, error.reason.value, error.detail, page.address),
            )
            self.failed(page.source, page.address, error)

    def page_kept(self, page: Page, answer: Answer, body: str, due: str | None, validators: Validators, seen: str, article: str) -> None:
        """A page was fetched and its body stored."""
        with self.change() as db:
            self._met(db, page)
            db.execute(
                """UPDATE pages SET status = 'kept', due = ?, tries = 0, visits = visits + 1, etag = ?, modified = ?, seen = ?,
                article = ?, reason = '', detail = '' WHERE address = ?""",
                (due, validators.etag, validators.modified, seen, article, page.address),
            )
            db.execute(
                "INSERT INTO fetches (address, final, at, body, headers, source) VALUES (?, ?, ?, ?, ?, ?)",
                (page.address, answer.final, answer.at, body, msgspec.json.encode(answer.headers), page.source),
            )

    def page(self, address: str) -> tuple[str, str | None] | None:
        """Status and last body's hash of a page, if it is known."""
        row = self._db.execute("SELECT status, seen FROM pages WHERE address = ?", (address,)).fetchone()
        return (row[0], row[1]) if row else None

    def revisit(self, address: str) -> None:
        """A page that is named again on purpose is due, whatever its plan was."""
        with self.change() as db:
            db.execute("UPDATE pages SET due = ? WHERE address = ? AND (due IS NULL OR due > ?)", (now(), address, now()))

    def fetched(self, address: str, body: str) -> bool:
        """Whether this very body was stored for this address before."""
        return self._db.execute("SELECT 1 FROM fetches WHERE address = ? AND body = ? LIMIT 1", (address, body)).fetchone() is not None

    # ------------------------------------------------------------ hosts
    def leave_alone(self, host: str, until: str, why: str) -> None:
        """A host that wants peace gets it, over runs too."""
        with self.change() as db:
            db.execute(
                """INSERT INTO hosts (host, until, tries, why) VALUES (?, ?, 1, ?)
                ON CONFLICT (host) DO UPDATE SET until = excluded.until, tries = tries + 1, why = excluded.why""",
                (host, until, why),
            )

    def host(self, host: str) -> tuple[str, int] | None:
        """Until when a host is left alone, and how often in a row it asked for it."""
        row = self._db.execute("SELECT until, tries FROM hosts WHERE host = ?", (host,)).fetchone()
        return (row[0], row[1]) if row else None

    def host_answered(self, host: str) -> None:
        if self.host(host) is not None:
            with self.change() as db:
                db.execute("DELETE FROM hosts WHERE host = ?", (host,))

    def robots(self, origin: str) -> tuple[str, str | None, str] | None:
        row = self._db.execute("SELECT at, content, why FROM robots WHERE origin = ?", (origin,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def keep_robots(self, origin: str, at: str, text: str | None, why: str) -> None:
        with self.change() as db:
            db.execute("INSERT OR REPLACE INTO robots (origin, at, content, why) VALUES (?, ?, ?, ?)", (origin, at, text, why))

    # ------------------------------------------------------------ versions and readings
    def last_version(self, article: str) -> Version | None:
        row = self._db.execute(_VERSIONS + " WHERE article = ? ORDER BY number DESC LIMIT 1", (article,)).fetchone()
        return _version(row) if row else None

    def versions(self, article: str | None = None) -> Iterator[Version]:
        """All versions, in the order in which their articles were first met."""
        where, values = (" WHERE article = ?", (article,)) if article is not None else ("", ())
        for row in self._db.execute(f"{_VERSIONS}{where} ORDER BY rowid", values):
            yield _version(row)

    def add_version(self, version: Version, reader: str, reading: Article) -> None:
        with self.change() as db:
            db.execute(
                "INSERT INTO versions (article, number, page, body, media, print, at, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                msgspec.structs.astuple(version),
            )
            self.add_reading(version, reader, reading)

    def add_reading(self, version: Version, reader: str, reading: Article) -> None:
        with self.change() as db:
            db.execute(
                "INSERT OR REPLACE INTO readings (article, number, reader, content) VALUES (?, ?, ?, ?)",
                (version.article, version.number, reader, msgspec.json.encode(reading)),
            )

    def reading(self, version: Version) -> tuple[str, Article] | None:
        """The latest reading of a version, and the reader that made it."""
        row = self._db.execute(
            "SELECT reader, content FROM readings WHERE article = ? AND number = ? ORDER BY id DESC LIMIT 1",
            (version.article, version.number),
        ).fetchone()
        return (row[0], msgspec.json.decode(row[1], type=Article)) if row else None

    def known_print(self, article: str, fingerprint: str) -> bool:
        """Whether any version of an article read like this."""
        row = self._db.execute("SELECT 1 FROM versions WHERE article = ? AND print = ? LIMIT 1", (article, fingerprint)).fetchone()
        return row is not None

    def unread(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Stored bodies that gave no version yet: page, body, time, source, address that answered."""
        yield from self._db.execute(
            """SELECT address, body, at, source, final FROM fetches
            WHERE NOT EXISTS (SELECT 1 FROM versions WHERE versions.body = fetches.body) ORDER BY id"""
        ).fetchall()

    def new_readings(self, after: int) -> Iterator[tuple[int, Version, str, Article]]:
        """Readings made after the one of that number, oldest first: a cursor for who takes reports over."""
        at = after
        while rows := self._db.execute(_READINGS, (at,)).fetchall():
            for row in rows:
                at = row[0]
                yield at, _version(row[3:]), row[1], msgspec.json.decode(row[2], type=Article)

    def hint(self, page: str) -> Hint:
        row = self._db.execute("SELECT hint FROM pages WHERE address = ?", (page,)).fetchone()
        return msgspec.json.decode(row[0], type=Hint) if row else Hint()


def host_of(address: str) -> str:
    """The host of a normalised address, without its port; empty for a file."""
    return address.split("/")[2].rpartition("@")[2].partition(":")[0] if address.startswith(("http://", "https://")) else ""


_READINGS = """SELECT r.id, r.reader, r.content, v.article, v.number, v.page, v.body, v.media, v.print, v.at, v.source
    FROM readings r JOIN versions v USING (article, number) WHERE r.id > ? ORDER BY r.id LIMIT 500"""
_VERSIONS = "SELECT article, number, page, body, media, print, at, source FROM versions"


def _version(row: tuple[str, int, str, str, str, str, str, str]) -> Version:
    return Version(article=row[0], number=row[1], page=row[2], body=row[3], media=row[4], print=row[5], at=row[6], source=row[7])
