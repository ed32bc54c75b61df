"""Keeping what was read: reports, their versions, readings and claims, appended and never changed.

A report is known by its address, or where it has none by its outlet and text; another text at the same address is another version of it.
Whatever was kept once is recognised and not kept again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec
import sqlalchemy as sa

from mahdar.model import Engagement, Record, Source, Statement
from mahdar.store import packed, tables
from mahdar.store.errors import StoreError
from mahdar.store.shapes import ENGAGEMENT, STATEMENT, TYPES, Claim

KEY = 10  # hexadecimal digits of a report's key
ADOPTED, DISCARDED = "adopted", "discarded"
ADD_RUN, REREAD_RUN = "add", "reread"


def hash_of(*parts: str | None) -> str:
    """Hash of several texts, kept apart."""
    whole = "\0".join("" if part is None else part for part in parts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def identity(source: Source) -> str:
    """The key of the report that a source belongs to."""
    if source.url:
        try:
            parts = urlsplit(source.url.strip())
        except ValueError:
            parts = urlsplit("")
        # an outlet's home page stands in many reports that give no address of their own
        if parts.scheme and parts.netloc and (parts.path.strip("/") or parts.query):
            address = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
            return hash_of("address", address)[:KEY]
    return hash_of("text", source.source, source.title, source.text)[:KEY]


def fingerprint(source: Source) -> str:
    """A hash of everything that a source gives but the name that it came under."""
    return hash_of(source.text, source.title, source.url, source.source, source.author, source.published, source.language)


class Numbers:
    """Ids for new rows, given out inside one writing transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._last: dict[str, int] = {}

    def next(self, table: sa.Table) -> int:
        if table.name not in self._last:
            self._last[table.name] = self._connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
        self._last[table.name] += 1
        return self._last[table.name]


class Rows:
    """New rows by table, sent in the order of the tables so that what is pointed to is there first."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: sa.Table, **row: Any) -> None:
        self._rows.setdefault(table.name, []).append(row)

    def send(self, connection: sa.Connection) -> None:
        for table in tables.data.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                connection.execute(sa.insert(table), rows)


# ---------------------------------------------------------------- writing
def start_run(connection: sa.Connection, kind: str, who: str, at: str, program: str, packs: str) -> int:
    """A new run; the reports that are added count at once, those read again when the run is adopted."""
    numbers = Numbers(connection)
    run = numbers.next(tables.runs)
    connection.execute(sa.insert(tables.runs).values(id=run, kind=kind, who=who, at=at, program=program, packs=packs))
    if kind == ADD_RUN:
        adopt(connection, run, ADOPTED, who, at)
    return run


def adopt(connection: sa.Connection, run: int, action: str, who: str, at: str) -> None:
    """Let a run count from now on, or take it off the list of proposals."""
    number = Numbers(connection).next(tables.adoptions)
    connection.execute(sa.insert(tables.adoptions).values(id=number, run_id=run, action=action, who=who, at=at))


def find_version(connection: sa.Connection, source: Source) -> int | None:
    """The version that holds exactly this source."""
    at = tables.versions.join(tables.reports, tables.reports.c.id == tables.versions.c.report_id)
    found = sa.select(tables.versions.c.id).select_from(at)
    return connection.execute(found.where(tables.reports.c.key == identity(source), tables.versions.c.sha == fingerprint(source))).scalar()


class Keeper:
    """Keeps reports inside one writing transaction. `expect` comes first, `send` writes what was gathered; `touched` are the reports whose view
    must be made anew."""

    def __init__(self, connection: sa.Connection, run: int, at: str) -> None:
        self.connection = connection
        self.run = run
        self.at = at
        self.numbers = Numbers(connection)
        self.rows = Rows()
        self.touched: dict[int, None] = {}
        self._reports: dict[str, tuple[int, int]] = {}
        self._versions: set[tuple[int, str]] = set()
        self._texts: set[str] = set()
        self._claims: dict[int, dict[tuple[str, str], int]] = {}

    def expect(self, pairs: list[tuple[Source, Record]]) -> None:
        """Look up what the store has of some reports, all at once, before they are kept one by one."""
        r, v = tables.reports, tables.versions
        newest = sa.select(r.c.key, r.c.id, sa.func.max(v.c.number)).join(v, v.c.report_id == r.c.id).group_by(r.c.key, r.c.id)
        wanted = list(dict.fromkeys(identity(source) for source, _ in pairs))
        for some in chunks(wanted):
            for key, report, number in self.connection.execute(newest.where(r.c.key.in_(some))):
                self._reports[key] = (report, number)
        for key in wanted:
            if key not in self._reports:
                report = self.numbers.next(tables.reports)
                self.rows.add(tables.reports, id=report, key=key, at=self.at)
                self._reports[key] = (report, 0)
                self._claims[report] = {}
        self.expect_texts([record for _, record in pairs])

    def expect_texts(self, records: list[Record]) -> None:
        """Look up which texts of some records the store has; comes before `reading`."""
        t = tables.texts
        for some in chunks([hash_of(record.report.text) for record in records]):
            self._texts.update(self.connection.execute(sa.select(t.c.sha).where(t.c.sha.in_(some))).scalars())

    def keep(self, source: Source, record: Record) -> str:
        """Keep a report that was read: `new`, `version` or `already`."""
        key = identity(source)
        report, number = self._reports[key]
        sha = fingerprint(source)
        if (report, sha) in self._versions or (number and self._has(report, sha)):
            return "already"
        self._versions.add((report, sha))
        self._reports[key] = (report, number + 1)
        version = self.numbers.next(tables.versions)
        self.rows.add(
            tables.versions,
            id=version,
            report_id=report,
            run_id=self.run,
            number=number + 1,
            sha=sha,
            label=clean(source.id),
            source=packed.encode(source),
        )
        self.reading(report, version, record)
        self.touched[report] = None
        return "version" if number else "new"

    def _has(self, report: int, sha: str) -> bool:
        same = sa.select(tables.versions.c.id).where(tables.versions.c.report_id == report, tables.versions.c.sha == sha)
        return self.connection.execute(same).scalar() is not None

    def reading(self, report: int, version: int, record: Record) -> int:
        """Keep what a program read from a version."""
        text = record.report.text
        sha = hash_of(text)
        if sha not in self._texts:
            self._texts.add(sha)
            self.rows.add(tables.texts, sha=sha, body=packed.pack_text(text))
        reading = self.numbers.next(tables.readings)
        bare = msgspec.structs.replace(record, engagements=[], statements=[], report=msgspec.structs.replace(record.report, text=""))
        self.rows.add(
            tables.readings,
            id=reading,
            version_id=version,
            run_id=self.run,
            program=record.program,
            packs=record.packs,
            text_sha=sha,
            head=packed.encode(bare),
        )
        for place, claim in enumerate(claims_of(record)):
            self.rows.add(tables.reading_claims, reading_id=reading, place=place, claim_id=self._claim(report, claim))
        return reading

    def _claim(self, report: int, claim: Claim) -> int:
        """The row of a claim: the one there is, where the same was read before."""
        known = self._claims.get(report)
        if known is None:
            found = self.connection.execute(
                sa.select(tables.claims.c.key, tables.claims.c.digest, tables.claims.c.id).where(tables.claims.c.report_id == report)
            )
            known = self._claims[report] = {(key, digest): number for key, digest, number in found}
        digest = digest_of(claim)
        if (claim.key, digest) not in known:
            number = known[(claim.key, digest)] = self.numbers.next(tables.claims)
            self.rows.add(
                tables.claims,
                id=number,
                report_id=report,
                key=claim.key,
                type=claim.type,
                digest=digest,
                body=packed.encode(claim.value),
            )
        return known[(claim.key, digest)]

    def send(self) -> None:
        self.rows.send(self.connection)


def clean(label: str) -> str:
    """A name fit for a column of text: PostgreSQL takes no NUL, no database takes half a surrogate pair."""
    return label.replace("\0", " ").encode("utf-8", "replace").decode()


def digest_of(claim: Claim) -> str:
    """A hash of what a claim holds."""
    return hashlib.sha256(packed.to_json([claim.type, claim.value])).hexdigest()[:20]


def claims_of(record: Record) -> Iterator[Claim]:
    """The claims of a record in order, engagements first. Keys are made different where a record holds one twice."""
    used: dict[str, int] = {}

    def key(given: str) -> str:
        used[given] = used.get(given, 0) + 1
        return given if used[given] == 1 else f"{given}-{used[given]}"

    for engagement in record.engagements:
        yield Claim(key(engagement.id), ENGAGEMENT, engagement)
    for statement in record.statements:
        yield Claim(key(statement.id), STATEMENT, statement)


# ---------------------------------------------------------------- reading back
def claims_in(connection: sa.Connection, readings: Iterable[int]) -> dict[int, list[tuple[int, Claim]]]:
    """Claims of readings, in order, each with the id of its row."""
    wanted = list(readings)
    out: dict[int, list[tuple[int, Claim]]] = {reading: [] for reading in wanted}
    joined = tables.reading_claims.join(tables.claims, tables.claims.c.id == tables.reading_claims.c.claim_id)
    columns = (tables.reading_claims.c.reading_id, tables.claims.c.id, tables.claims.c.key, tables.claims.c.type, tables.claims.c.body)
    for some in chunks(wanted):
        query = sa.select(*columns).select_from(joined).where(tables.reading_claims.c.reading_id.in_(some))
        for reading, number, key, kind, body in connection.execute(
            query.order_by(tables.reading_claims.c.reading_id, tables.reading_claims.c.place)
        ):
            out[reading].append((number, claim_from(key, kind, body)))
    return out


def claim_from(key: str, kind: str, body: bytes) -> Claim:
    """A claim from its columns."""
    if kind not in TYPES:
        raise StoreError(f"claim {key} is of a kind that this program doesn't know: {kind}")
    value: Engagement | Statement = packed.decode(body, TYPES[kind])
    return Claim(key, kind, value)


def record_of(connection: sa.Connection, reading: int) -> Record:
    """The record of a reading, as the reader gave it."""
    joined = tables.readings.join(tables.texts, tables.texts.c.sha == tables.readings.c.text_sha)
    query = sa.select(tables.readings.c.head, tables.texts.c.body).select_from(joined).where(tables.readings.c.id == reading)
    head, text = connection.execute(query).one()
    bare = packed.decode(head, Record)
    claims = [claim for _, claim in claims_in(connection, [reading])[reading]]
    return msgspec.structs.replace(
        bare,
        engagements=[c.value for c in claims if c.type == ENGAGEMENT],
        statements=[c.value for c in claims if c.type == STATEMENT],
        report=msgspec.structs.replace(bare.report, text=packed.unpack_text(text)),
    )


def chunks(values: list[Any], size: int = 500) -> Iterator[list[Any]]:
    """Lists short enough for one statement."""
    for at in range(0, len(values), size):
        yield values[at : at + size]
