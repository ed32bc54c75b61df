"""The view in tables: for each report which reading counts, and its claims as shown, so that lists need not compute them.

Everything here is made from the append-only tables and can be made anew at any time (`rebuild`); `compute` says what it must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
import sqlalchemy as sa

from mahdar.model import Record, Span
from mahdar.resolve import imported
from mahdar.store import decisions, linking, naming, packed, tables
from mahdar.store.fields import days, values
from mahdar.store.keeping import ADOPTED, Numbers, Rows, chunks, claim_from, claims_in, clean
from mahdar.store.laying import lay
from mahdar.store.shapes import ENGAGEMENT, RETRACTED, TYPES, Claim, Orphan, Seen

TITLE = 300  # code points of a headline in lists


class Head(msgspec.Struct, frozen=True, gc=False):
    """What counts of a report: its newest version, and of that the reading adopted last."""

    report: int
    version: int
    reading: int


class Shown(msgspec.Struct, frozen=True):
    """A report's view: claims as shown, each with the id of the row it was read from, and the decisions that hang in the air."""

    seen: list[Seen]
    rows: dict[str, int]
    orphans: list[Orphan]


def current(connection: sa.Connection, reports: Iterable[int]) -> Iterator[Head]:
    """What counts of reports, from the append-only tables."""
    r, v, a = tables.readings, tables.versions, tables.adoptions
    newest = (
        sa.select(v.c.report_id, sa.func.max(v.c.number).label("number"))
        .join(r, r.c.version_id == v.c.id)
        .join(a, sa.and_(a.c.run_id == r.c.run_id, a.c.action == ADOPTED))
        .group_by(v.c.report_id)
    )
    adopted = sa.select(a.c.run_id, sa.func.max(a.c.id).label("last")).where(a.c.action == ADOPTED).group_by(a.c.run_id).subquery()
    for some in chunks(list(reports)):
        of = newest.where(v.c.report_id.in_(some)).subquery()
        query = (
            sa.select(v.c.report_id, v.c.id, r.c.id, adopted.c.last)
            .join(of, sa.and_(of.c.report_id == v.c.report_id, of.c.number == v.c.number))
            .join(r, r.c.version_id == v.c.id)
            .join(adopted, adopted.c.run_id == r.c.run_id)
            .where(v.c.report_id.in_(some))
            .order_by(v.c.report_id, adopted.c.last, r.c.id)
        )
        found = {report: Head(report, version, reading) for report, version, reading, _ in connection.execute(query)}
        yield from found.values()


def stored(connection: sa.Connection, reports: Iterable[int]) -> Iterator[Head]:
    """What counts of reports, as the view holds it: the same as `current`, sooner."""
    h = tables.heads
    for some in chunks(list(reports)):
        found = connection.execute(sa.select(h.c.report_id, h.c.version_id, h.c.reading_id).where(h.c.report_id.in_(some)))
        yield from (Head(report, version, reading) for report, version, reading in found)


def keys_of(connection: sa.Connection, reports: Iterable[int]) -> dict[int, str]:
    """Keys of reports by their row."""
    out: dict[int, str] = {}
    for some in chunks(list(reports)):
        found = connection.execute(sa.select(tables.reports.c.id, tables.reports.c.key).where(tables.reports.c.id.in_(some)))
        out.update((number, key) for number, key in found)
    return out


def compute(connection: sa.Connection, heads: list[Head], keys: dict[int, str]) -> dict[int, Shown]:
    """The view of reports, from claims and decisions."""
    claims = claims_in(connection, [head.reading for head in heads])
    made = decisions.of_reports(connection, [head.report for head in heads])
    out: dict[int, Shown] = {}
    for head in heads:
        read = claims[head.reading]
        seen, orphans = lay(keys[head.report], [claim for _, claim in read], made[head.report])
        out[head.report] = Shown(seen, {claim.key: number for number, claim in read}, orphans)
    return out


# ---------------------------------------------------------------- writing the view
def refresh(connection: sa.Connection, reports: Iterable[int], step: Callable[[int], None] = lambda _: None) -> None:
    """Make the view of some reports anew, inside the transaction that changed them; `step` is told how many are done."""
    wanted = list(reports)
    numbers = Numbers(connection)
    stamp = (connection.execute(sa.select(sa.func.max(tables.heads.c.stamp))).scalar() or 0) + 1
    vocabulary = _Terms(connection, numbers)
    if connection.execute(sa.select(tables.heads.c.report_id).limit(1)).first() is None:
        linking.mark(connection)
    done = 0
    for some in chunks(wanted, 200):
        heads = list(current(connection, some))
        shown = compute(connection, heads, keys_of(connection, some))
        old = connection.execute(sa.select(tables.seen.c.id).where(tables.seen.c.report_id.in_(some))).scalars().all()
        for part in chunks(list(old)):
            connection.execute(sa.delete(tables.seen_terms).where(tables.seen_terms.c.seen_id.in_(part)))
            connection.execute(sa.delete(tables.seen).where(tables.seen.c.id.in_(part)))
        connection.execute(sa.delete(tables.heads).where(tables.heads.c.report_id.in_(some)))
        linking.forget(connection, some)
        rows = Rows()
        records = bare_records(connection, heads)
        leads = _links(connection, rows, numbers, heads, records, shown)
        every = {(report, one.key): terms(one, leads[report].get(one.key, [])) for report, view in shown.items() for one in view.seen}
        vocabulary.learn({pair for pairs in every.values() for pair in pairs})
        for head in heads:
            _head(rows, head, records[head.reading], shown[head.report], stamp)
            for one, row in _claims(rows, numbers, head, records[head.reading].published, shown[head.report]):
                for field, value in every[(head.report, one.key)]:
                    rows.add(tables.seen_terms, term_id=vocabulary.of(field, value), seen_id=row)
        vocabulary.send(rows)
        rows.send(connection)
        done += len(some)
        step(done)


def _links(
    connection: sa.Connection, rows: Rows, numbers: Numbers, heads: list[Head], records: dict[int, Record], shown: dict[int, Shown]
) -> dict[int, dict[str, list[naming.Lead]]]:
    """Whom the mentions of reports lead to, as they are shown, by report and claim."""
    query = sa.select(tables.readings.c.id, tables.readings.c.run_id).where(tables.readings.c.id.in_([head.reading for head in heads]))
    runs = {row[0]: row[1] for row in connection.execute(query)}
    with imported.given() as persons:
        return {
            head.report: linking.put(
                rows, numbers, runs[head.reading], head.report, records[head.reading], shown[head.report].seen, persons
            )
            for head in heads
        }


def bare_records(connection: sa.Connection, heads: list[Head]) -> dict[int, Record]:
    """Records of readings, with text and without claims."""
    out: dict[int, Record] = {}
    joined = tables.readings.join(tables.texts, tables.texts.c.sha == tables.readings.c.text_sha)
    query = sa.select(tables.readings.c.id, tables.readings.c.head, tables.texts.c.body).select_from(joined)
    for reading, head, text in connection.execute(query.where(tables.readings.c.id.in_([h.reading for h in heads]))):
        bare = packed.decode(head, Record)
        out[reading] = msgspec.structs.replace(bare, report=msgspec.structs.replace(bare.report, text=packed.unpack_text(text)))
    return out


def title_of(record: Record) -> str:
    """The headline, or the first line of the story."""
    report = record.report
    if report.title is not None:
        found = report.text[report.title.start : report.title.end]
    else:
        found = next((report.text[s.start : s.end] for s in report.sentences), report.text[: 4 * TITLE])
    return clean(" ".join(found.split())[:TITLE])


def _head(rows: Rows, head: Head, record: Record, shown: Shown, stamp: int) -> None:
    outlet = record.report.outlet.value if record.report.outlet else None
    rows.add(
        tables.heads,
        report_id=head.report,
        version_id=head.version,
        reading_id=head.reading,
        published=record.published,
        title=title_of(record),
        outlet=clean(outlet) if outlet else None,
        language=record.language,
        orphans=len(shown.orphans),
        stamp=stamp,
    )


def terms(one: Seen, leads: list[naming.Lead]) -> list[tuple[str, str]]:
    """What a claim can be asked for by; a retracted one by nothing."""
    if one.state == RETRACTED:
        return []
    own = dict.fromkeys((field, clean(value)) for field, found in values(one.claim).items() for value in found)
    return [*own, *naming.terms(one.claim, leads)]


def _claims(rows: Rows, numbers: Numbers, head: Head, published: str | None, shown: Shown) -> Iterator[tuple[Seen, int]]:
    for place, one in enumerate(shown.seen):
        row = numbers.next(tables.seen)
        own = getattr(one.claim, "date", None) if one.type == ENGAGEMENT else published
        first, last = days(own)
        rows.add(
            tables.seen,
            id=row,
            report_id=head.report,
            claim_id=shown.rows.get(one.key) if one.as_read is not None else None,
            key=one.key,
            place=place,
            type=one.type,
            state=one.state,
            conflicts=len(one.conflicts),
            first=first,
            last=last,
            body=None if one.claim is one.as_read else packed.encode(one.claim),
        )
        yield one, row


class _Terms:
    """Numbers of the values that can be asked for; new ones are written with the next rows."""

    def __init__(self, connection: sa.Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._known: dict[tuple[str, str], int] = {}
        self._new: list[tuple[int, str, str]] = []

    def learn(self, wanted: set[tuple[str, str]]) -> None:
        """Look up, or make, the numbers of values, all at once."""
        t = tables.terms
        missing = wanted - self._known.keys()
        for some in chunks(sorted({value for _, value in missing})):
            for number, field, value in self._connection.execute(sa.select(t.c.id, t.c.field, t.c.value).where(t.c.value.in_(some))):
                self._known[(field, value)] = number
        for field, value in sorted(missing - self._known.keys()):
            number = self._known[(field, value)] = self._numbers.next(t)
            self._new.append((number, field, value))

    def of(self, field: str, value: str) -> int:
        return self._known[(field, value)]

    def send(self, rows: Rows) -> None:
        for number, field, value in self._new:
            rows.add(tables.terms, id=number, field=field, value=value)
            for key in sorted(naming.keys_of(field, value)):
                rows.add(tables.name_keys, key=key, term_id=number)
        self._new.clear()


def rebuild(connection: sa.Connection, step: Callable[[int], None] = lambda _: None) -> None:
    """Make the view of all reports anew; `step` is told how many are done."""
    connection.execute(sa.delete(tables.seen_terms))
    connection.execute(sa.delete(tables.seen))
    connection.execute(sa.delete(tables.links))
    every = connection.execute(sa.select(tables.reports.c.id).order_by(tables.reports.c.id)).scalars().all()
    refresh(connection, every, step)
    rekey(connection)


def rekey(connection: sa.Connection) -> None:
    """Give all names the keys of now."""
    naming.rekey(connection)
    linking.mark(connection)


# ---------------------------------------------------------------- reading the view
def whole(text: str) -> list[Span]:
    """A text as one part."""
    return [Span(0, len(text))]


def claim_of(key: str, kind: str, as_read: bytes | None, body: bytes | None) -> Claim:
    """A claim as shown, from the columns of `seen` and `claims`."""
    blob = body if body is not None else as_read
    if kind not in TYPES or blob is None:
        return claim_from(key, kind, blob or b"")
    return Claim(key, kind, packed.decode(blob, TYPES[kind]))
