"""Persons that a user brings: read in a stream, kept in one file, found again by name.

In: FollowTheMoney JSON lines (OpenSanctions), lines of a Wikidata JSON dump, or CSV; plain, .gz or .bz2, of any size. Out: a SQLite file with
persons, their names with index keys, and their offices. Memory does not grow with the input. What can't be read is a `Problem` with its
line; what was right before and after it is kept.
"""

from __future__ import annotations

import bz2
import gzip
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from mahdar.resolve.formats import Entry, Office, Person, Post, UnreadableError, reader_for
from mahdar.resolve.index import COMMON, COMPARED, KEYS, RANKED, chosen, keys, matching, ranked, ranking
from mahdar.resolve.parts import parse

# Longest line that is read, in bytes; a longer one is no entry of any of the formats.
LONGEST_LINE = 32 * 1024 * 1024
# So many lines between two commits.
BATCH = 5_000
# Names of one person beyond this are left out: no person has more, only broken files do.
MOST_NAMES = 400

_SCHEMA = """
CREATE TABLE IF NOT EXISTS person (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, caption TEXT NOT NULL, countries TEXT NOT NULL,
    source TEXT NOT NULL, run INTEGER NOT NULL, line INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS name (number INTEGER PRIMARY KEY, person INTEGER NOT NULL, text TEXT NOT NULL, rank TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS name_once ON name (person, text);
CREATE TABLE IF NOT EXISTS key (key INTEGER NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS office (holder TEXT NOT NULL, role TEXT NOT NULL, affiliation TEXT NOT NULL, since TEXT NOT NULL,
    until TEXT NOT NULL, post TEXT NOT NULL, PRIMARY KEY (holder, role, affiliation, since, until, post)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS post (id TEXT PRIMARY KEY, role TEXT NOT NULL, affiliation TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run (number INTEGER PRIMARY KEY, source TEXT NOT NULL);
"""


class Problem(msgspec.Struct, frozen=True):
    """Something in the file that could not be used: where and why."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class Kept(msgspec.Struct):
    """What an import kept: counts of persons, names, offices; entries that were no persons; persons that were there before."""

    persons: int = 0
    names: int = 0
    offices: int = 0
    passed: int = 0
    replaced: int = 0


class Found(msgspec.Struct, frozen=True):
    """A person of the file with one name that matched and how well; `offices` only when asked for."""

    id: str
    caption: str
    countries: list[str]
    name: str
    score: float
    offices: list[Office] = []


def data_file() -> Path:
    """Where imported persons are kept: `MAHDAR_PERSONS`, else `mahdar/persons.sqlite` in the user's data folder."""
    if os.environ.get("MAHDAR_PERSONS"):
        return Path(os.environ["MAHDAR_PERSONS"])
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "mahdar" / "persons.sqlite"


class Store:
    """The file of imported persons. Opened for writing unless `readonly`; closes itself as a context."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        if not readonly:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}", uri=True)
        except sqlite3.OperationalError as error:
            raise OSError(0, f"cannot be opened ({error})", str(path)) from error
        try:
            if not readonly:
                self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-131072;" + _SCHEMA)
            self.db.execute("SELECT count(*) FROM run").fetchone()
            older = self.db.execute("PRAGMA user_version").fetchone()[0] != KEYS
            if older and not readonly:
                self._made_anew()
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise OSError(0, f"not a file of imported persons ({error})", str(path)) from error
        if older and readonly:
            self.db.close()
            raise OSError(0, "made with older keys of names; run `mahdar world import` again, with any list", str(path))

    def _made_anew(self) -> None:
        """Give all names the keys of now."""
        self.db.execute("DELETE FROM key")
        last = 0
        while rows := self.db.execute("SELECT number, text FROM name WHERE number > ? ORDER BY number LIMIT ?", (last, BATCH)).fetchall():
            for number, text in rows:
                parsed = parse(text)
                self.db.execute("UPDATE name SET rank = ? WHERE number = ?", (ranking(parsed), number))
                self.db.executemany("INSERT OR IGNORE INTO key VALUES (?,?)", [(key, number) for key in keys(parsed)])
            last = rows[-1][0]
        self.db.execute(f"PRAGMA user_version={KEYS}")
        self.db.commit()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.db.commit()
        self.db.close()

    def started(self, source: str) -> int:
        """Number of a new run; persons remember the run that brought them."""
        number = self.db.execute("INSERT INTO run (source) VALUES (?)", (source,)).lastrowid
        return int(number or 0)

    def known(self, identifier: str) -> tuple[int, int, int] | None:
        """Number, run and line of a person, or None."""
        row = self.db.execute("SELECT number, run, line FROM person WHERE id = ?", (identifier,)).fetchone()
        return (int(row[0]), int(row[1]), int(row[2])) if row else None

    def keep(self, person: Person, source: str, run: int, line: int) -> int:
        """Keep a person, adding to what is known under the same identifier; gives how many names are new."""
        have = self.known(person.id)
        countries = "\t".join(person.countries)
        if have is None:
            # the usual name stands first; one that holds no letters is none
            caption = next((name for name in person.names if parse(name).parts), person.names[0])
            row = (person.id, caption, countries, source, run, line)
            number = int(
                self.db.execute("INSERT INTO person (id, caption, countries, source, run, line) VALUES (?,?,?,?,?,?)", row).lastrowid or 0
            )
        else:
            number = have[0]
            self.db.execute(
                "UPDATE person SET countries = ?, run = ?, line = ? WHERE number = ? AND ? != ''", (countries, run, line, number, countries)
            )
        added = 0
        for text in person.names[:MOST_NAMES]:
            parsed = parse(text)
            if not parsed.parts:
                continue
            done = self.db.execute("INSERT OR IGNORE INTO name (person, text, rank) VALUES (?,?,?)", (number, text, ranking(parsed)))
            if done.rowcount:
                added += 1
                self.db.executemany("INSERT OR IGNORE INTO key VALUES (?,?)", [(key, done.lastrowid) for key in keys(parsed)])
        return added

    def keep_office(self, office: Office) -> bool:
        row = (office.holder, office.role, office.affiliation, office.since, office.until, office.post)
        return self.db.execute("INSERT OR IGNORE INTO office VALUES (?,?,?,?,?,?)", row).rowcount > 0

    def keep_post(self, post: Post) -> None:
        self.db.execute("INSERT OR REPLACE INTO post VALUES (?,?,?)", (post.id, post.role, post.affiliation))

    def without_holder(self) -> int:
        """Offices whose holder is no person of the file."""
        return int(self.db.execute("SELECT count(*) FROM office WHERE holder NOT IN (SELECT id FROM person)").fetchone()[0])

    def offices(self, identifier: str) -> list[Office]:
        """Terms of a person, posts looked up."""
        rows = self.db.execute(
            "SELECT holder, coalesce(nullif(o.role, ''), p.role, ''), coalesce(nullif(o.affiliation, ''), p.affiliation, ''), since, until, post "
            "FROM office o LEFT JOIN post p ON p.id = o.post WHERE holder = ? ORDER BY since, until",
            (identifier,),
        )
        return [Office(*row) for row in rows]

    def find(self, name: str, limit: int = COMPARED) -> list[Found]:
        """Persons of whom a name matches, best first, each once."""
        parsed = parse(name)
        lists = []
        for key, size in keys(parsed, asked=True).items():
            rows = self.db.execute("SELECT name FROM key WHERE key = ? LIMIT ?", (key, 4 * COMMON)).fetchall()
            if rows:
                lists.append(([row[0] for row in rows], size))
        numbers = chosen(lists, RANKED)
        # numbers of our own; far more than a statement may have variables
        wanted = f"SELECT number, text, rank FROM name WHERE number IN ({','.join(map(str, numbers))})"
        named = {number: (text, rank) for number, text, rank in self.db.execute(wanted)}
        texts = {number: named[number][0] for number in numbers}
        ranks = [(number, named[number][1]) for number in numbers]
        out: dict[str, Found] = {}
        for number, score in matching(name, [(n, texts[n]) for n in ranked(ranking(parsed), ranks, limit)]):
            row = self.db.execute(
                "SELECT p.id, p.caption, p.countries FROM person p JOIN name n ON n.person = p.number WHERE n.number = ?", (number,)
            ).fetchone()
            out.setdefault(row[0], Found(row[0], row[1], [c for c in row[2].split("\t") if c], texts[number], score))
        return [msgspec.structs.replace(f, offices=self.offices(f.id)) for f in out.values()]


@contextmanager
def given() -> Iterator[Store | None]:
    """The persons whom the user imported, where there are any."""
    path = data_file()
    if not path.is_file():
        yield None
        return
    with Store(path, readonly=True) as store:
        yield store


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile | bz2.BZ2File:
    with path.open("rb") as stream:
        head = stream.read(3)
    if head[:2] == b"\x1f\x8b":
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if head == b"BZh" else path.open("rb")


def _lines(stream: IO[bytes] | gzip.GzipFile | bz2.BZ2File, name: str) -> Iterator[tuple[int, bytes] | Problem]:
    """Numbered lines of bounded length; a longer one is skipped to its end."""
    number = 0
    try:
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield Problem(name, number, f"longer than {LONGEST_LINE // 2**20} MB; left out")
                continue
            yield number, line
    except (EOFError, zlib.error, OSError) as error:
        yield Problem(name, number + 1, f"the file ends in the middle ({error}); what came before is kept")


def bring(path: Path, store: Store) -> Iterator[Problem | Kept]:
    """Import a file. Yields problems as they come and, at the end, what was kept. Commits as it goes: a stop loses the last few lines."""
    kept = Kept()
    run = store.started(path.name)
    with _opened(path) as stream:
        read, started = None, False
        for item in _lines(stream, path.name):
            started = True
            if isinstance(item, Problem):
                yield item
                continue
            number, line = item
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                yield Problem(path.name, number, "not UTF-8; left out")
                continue
            if read is None:
                if not text.strip():
                    continue
                read = reader_for(text)
            try:
                for entry in read.entries(text):
                    yield from _take(entry, path.name, store, run, number, kept)
            except UnreadableError as error:
                cut = not line.endswith(b"\n") and error.cut
                yield Problem(path.name, number, "the file ends in the middle of an entry; what came before is kept" if cut else str(error))
            if number % BATCH == 0:
                store.db.commit()
        if read is None:
            yield Problem(path.name, 0, "nothing in it could be read" if started else "the file is empty")
    lost = store.without_holder()
    if lost:
        yield Problem(path.name, 0, f"{lost} offices belong to nobody in the file; kept in case their persons come later")
    store.db.commit()
    yield kept


def _take(entry: Entry, file: str, store: Store, run: int, line: int, kept: Kept) -> Iterator[Problem]:
    if entry.circular:
        yield Problem(file, line, f"{entry.circular} refers to itself; that reference is left out")
    if entry.person is not None and not any(parse(name).parts for name in entry.person.names):
        yield Problem(file, line, f"{entry.person.id} has no name that could be looked for ({entry.person.names[0][:40]!r}); left out")
    elif entry.person is not None:
        have = store.known(entry.person.id)
        if have is not None and have[1] == run:
            if not entry.same_person_expected:
                yield Problem(file, line, f"identifier {entry.person.id} was there before, in line {have[2]}; names are put together")
        else:
            kept.persons += 1
            kept.replaced += have is not None
        if len(entry.person.names) > MOST_NAMES:
            yield Problem(file, line, f"{entry.person.id} has {len(entry.person.names)} names; the first {MOST_NAMES} are kept")
        kept.names += store.keep(entry.person, file, run, line)
    elif entry.post is not None:
        store.keep_post(entry.post)
    elif not entry.offices:
        kept.passed += 1
    for office in entry.offices:
        kept.offices += store.keep_office(office)
