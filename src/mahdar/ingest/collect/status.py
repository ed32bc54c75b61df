"""What is on record about sources and pages, for a person who asks why something is missing."""

from __future__ import annotations

import msgspec

from mahdar.ingest.collect.state import State


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One source: when it last answered, its last trouble, and what became of the pages it named."""

    name: str
    address: str
    polled_at: str | None
    due: str
    polls: int
    tries: int
    named: int
    reason: str
    detail: str
    waiting: int
    kept: int
    failed: int
    versions: int


class FailureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One failure on record."""

    at: str
    source: str
    address: str
    reason: str
    detail: str


class Resting(msgspec.Struct, frozen=True, kw_only=True):
    """A host that is left alone for now."""

    host: str
    until: str
    tries: int
    why: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `mahdar sources status` tells."""

    sources: list[SourceStatus]
    hosts: list[Resting]
    failures: list[FailureRow]
    reasons: dict[str, int]
    articles: int
    versions: int
    bodies: int


def status(state: State, failures: int = 50) -> Status:
    """The record of a folder; `failures` is how many of the latest to list (all are counted by reason)."""
    db = state.database
    rows = db.execute(
        """SELECT n.name, coalesce(s.address, ''), s.polled_at, coalesce(s.due, ''), coalesce(s.polls, 0), coalesce(s.tries, 0),
        coalesce(s.named, 0), coalesce(s.reason, ''), coalesce(s.detail, ''),
        (SELECT count(*) FROM pages WHERE source = n.name AND status = 'waiting'),
        (SELECT count(*) FROM pages WHERE source = n.name AND status = 'kept'),
        (SELECT count(*) FROM pages WHERE source = n.name AND status = 'failed'),
        (SELECT count(*) FROM versions WHERE source = n.name)
        FROM (SELECT name FROM sources UNION SELECT DISTINCT source FROM pages) n LEFT JOIN sources s USING (name) ORDER BY n.name"""
    )
    sources = [
        SourceStatus(
            name=r[0],
            address=r[1],
            polled_at=r[2],
            due=r[3],
            polls=r[4],
            tries=r[5],
            named=r[6],
            reason=r[7],
            detail=r[8],
            waiting=r[9],
            kept=r[10],
            failed=r[11],
            versions=r[12],
        )
        for r in rows
    ]
    hosts = db.execute("SELECT host, until, tries, why FROM hosts ORDER BY host")
    failed = db.execute("SELECT at, source, address, reason, detail FROM failures ORDER BY id DESC LIMIT ?", (failures,))
    return Status(
        sources=sources,
        hosts=[Resting(host=r[0], until=r[1], tries=r[2], why=r[3]) for r in hosts],
        failures=[FailureRow(at=r[0], source=r[1], address=r[2], reason=r[3], detail=r[4]) for r in failed],
        reasons=dict(db.execute("SELECT reason, count(*) FROM failures GROUP BY reason ORDER BY reason").fetchall()),
        articles=db.execute("SELECT count(DISTINCT article) FROM versions").fetchone()[0],
        versions=db.execute("SELECT count(*) FROM versions").fetchone()[0],
        bodies=db.execute("SELECT count(DISTINCT body) FROM fetches").fetchone()[0],
    )
