"""Who is who, in tables: for each mention of a claim as shown the person whom it leads to, so that a person is found without reading all again.

Part of the view: worked out from what is shown with the world data of now (and the imported list, where there is one), and made anew with it.
`kind` of a row is `person` (a known one), `local` (in no list) or `perhaps` (leads to nobody; one row for each of the likeliest).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from mahdar.model import Record
from mahdar.packs import HOME, Pack, load
from mahdar.resolve import imported
from mahdar.resolve.index import KEYS
from mahdar.resolve.people import Said, numbered
from mahdar.resolve.weigh import Candidate, Link, Mention
from mahdar.store import naming, tables
from mahdar.store.keeping import Numbers, Rows, chunks, clean
from mahdar.store.naming import LOCAL, PERSON
from mahdar.store.shapes import ENGAGEMENT, RETRACTED, STATEMENT, Seen

PERHAPS = "perhaps"
# Alternatives of a mention that are kept, and alternatives less likely than this that are not.
KEPT, LEAST = 3, 0.02
# So many reports tell of the language.
NEWEST = 100
# The row of `meta` that says that all reports have their links, and by which rules names have their keys.
DONE = "links"


class _Candidate(msgspec.Struct, frozen=True, array_like=True):
    """A candidate as it is kept: the fields of `Candidate` without their names."""

    person: str
    name: str
    probability: float
    why: list[str]
    role: str = ""
    affiliation: str = ""
    since: str = ""
    until: str = ""
    source: str = "world"


class _Details(msgspec.Struct, frozen=True, array_like=True):
    """What a row holds beside its target: the mention, and the link without what is in the row."""

    name: str | None
    role: str | None
    affiliation: str | None
    day: str
    how: str
    local: str
    flags: list[str]
    candidates: list[_Candidate]


def pack_in(connection: sa.Connection) -> Pack | None:
    """The pack of the language that most of the newest reports are in; who is who in the world is the same in all."""
    h = tables.heads
    newest = connection.execute(sa.select(h.c.language).order_by(h.c.report_id.desc()).limit(NEWEST)).scalars()
    return next((pack for language, _ in Counter(newest).most_common() if (pack := pack_of(language)) is not None), None)


@lru_cache(maxsize=4)
def pack_of(language: str) -> Pack | None:
    """The pack of a language; None where the program has none."""
    return load(language) if language.isalpha() and (HOME / "lang" / language / "pack.toml").exists() else None


def as_shown(bare: Record, name: str, seen: Iterable[Seen]) -> tuple[Record, dict[str, list[str]]]:
    """A record with its claims as shown, under another id, and the keys of the claims by type. `bare` is without claims."""
    left = [one for one in seen if one.state != RETRACTED]
    by_type = {kind: [one for one in left if one.type == kind] for kind in (ENGAGEMENT, STATEMENT)}
    claims = {kind: [msgspec.structs.replace(one.claim, id=one.key) for one in some] for kind, some in by_type.items()}
    record = msgspec.structs.replace(bare, id=name, engagements=claims[ENGAGEMENT], statements=claims[STATEMENT])
    return record, {kind: [one.key for one in some] for kind, some in by_type.items()}


# ---------------------------------------------------------------- writing
def put(
    rows: Rows, numbers: Numbers, run: int, report: int, bare: Record, seen: Iterable[Seen], persons: imported.Store | None
) -> dict[str, list[naming.Lead]]:
    """The rows of a report as shown. `bare` is its record without claims. Gives for each claim to whom its mentions lead."""
    pack = pack_of(bare.language)
    leads: dict[str, list[naming.Lead]] = {}
    if pack is None:
        return leads
    record, keys = as_shown(bare, "", seen)
    for kind, number, said in numbered(pack, record, report="", persons=persons):
        link = said.link
        targets = (
            [(PERSON, link.person, link.probability)]
            if link.person
            else [(LOCAL, link.local, 0.0)]
            if link.local
            else [(PERHAPS, c.person, c.probability) for c in link.candidates[:2]]
        )
        likely = [c for n, c in enumerate(link.candidates[:KEPT]) if not n or c.probability >= LEAST]
        candidates = [_Candidate(**msgspec.structs.asdict(c)) for c in likely]
        m = said.mention
        if who := link.person or link.local:
            leads.setdefault(keys[kind][number], []).append(naming.lead(PERSON if link.person else LOCAL, who, m.affiliation, m.name))
        details = _Details(m.name, m.role, m.affiliation, m.day, link.how, link.local, link.flags, candidates)
        for target_kind, target, score in targets:
            rows.add(
                tables.links,
                id=numbers.next(tables.links),
                run_id=run,
                report_id=report,
                claim=keys[kind][number],
                field=f"{kind}.{said.field}",
                kind=target_kind,
                target=clean(target),
                score=score,
                reasons=clean(msgspec.json.encode(details).decode()),
            )
    return leads


def forget(connection: sa.Connection, reports: list[int]) -> None:
    """Take away the rows of reports, which are then made anew."""
    connection.execute(sa.delete(tables.links).where(tables.links.c.report_id.in_(reports)))


def complete(connection: sa.Connection) -> bool:
    """Whether all reports have their links: a store of an older program has none."""
    return _marked(connection) is not None


def keyed(connection: sa.Connection) -> bool:
    """Whether names are found by the keys that they get now: in a store of an older program they are not."""
    return _marked(connection) == str(KEYS)


def _marked(connection: sa.Connection) -> str | None:
    return connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == DONE)).scalar()


def mark(connection: sa.Connection) -> None:
    """Write down that all reports have their links, and all names the keys of now."""
    if not keyed(connection):
        connection.execute(sa.delete(tables.meta).where(tables.meta.c.name == DONE))
        connection.execute(sa.insert(tables.meta).values(name=DONE, value=str(KEYS)))


# ---------------------------------------------------------------- reading
def printed(connection: sa.Connection, targets: list[str]) -> dict[str, int]:
    """How many mentions lead to each of some persons."""
    t = tables.links
    out: dict[str, int] = {}
    for some in chunks(targets):
        query = sa.select(t.c.target, sa.func.count()).where(t.c.kind.in_((PERSON, LOCAL)), t.c.target.in_(some)).group_by(t.c.target)
        out.update((row[0], row[1]) for row in connection.execute(query))
    return out


def said_of(connection: sa.Connection, targets: list[str]) -> list[Said]:
    """The mentions that lead to some persons, or perhaps do."""
    return [said for some in chunks(targets) for said in _said(connection, tables.links.c.target.in_(some))]


def said_in(connection: sa.Connection, reports: list[str]) -> list[Said]:
    """The mentions of some reports, by their keys, that lead to somebody or perhaps do."""
    return [said for some in chunks(reports) for said in _said(connection, tables.reports.c.key.in_(some))]


def leads_in(connection: sa.Connection, reports: list[int]) -> dict[int, dict[str, list[naming.Lead]]]:
    """To whom the mentions of reports lead, by report and claim, as `put` gives it."""
    t = tables.links
    query = sa.select(t.c.report_id, t.c.claim, t.c.kind, t.c.target, t.c.reasons).where(t.c.kind.in_((PERSON, LOCAL)))
    out: dict[int, dict[str, list[naming.Lead]]] = {}
    for some in chunks(reports):
        for report, claim, kind, target, reasons in connection.execute(query.where(t.c.report_id.in_(some)).order_by(t.c.id)):
            details = msgspec.json.decode(reasons, type=_Details)
            led = naming.lead(kind, target, details.affiliation, details.name)
            out.setdefault(report, {}).setdefault(claim, []).append(led)
    return out


def _said(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> list[Said]:
    t, h, r = tables.links, tables.heads, tables.reports
    columns = (t.c.report_id, t.c.claim, t.c.field, t.c.kind, t.c.target, t.c.score, t.c.reasons, r.c.key, h.c.outlet, h.c.published)
    query = sa.select(*columns).select_from(t.join(h, h.c.report_id == t.c.report_id).join(r, r.c.id == t.c.report_id))
    out: dict[tuple[int, str, str], Said] = {}
    for report, claim, field, kind, target, score, reasons, key, outlet, published in connection.execute(
        query.where(t.c.kind.in_((PERSON, LOCAL, PERHAPS)), wanted).order_by(t.c.report_id, t.c.id)
    ):
        type_, _, inner = field.partition(".")
        d = msgspec.json.decode(reasons, type=_Details)
        link = Link(
            field=inner,
            name=d.name,
            person=target if kind == PERSON else None,
            probability=score if kind == PERSON else 0.0,
            how=d.how,
            candidates=[Candidate(**msgspec.structs.asdict(c)) for c in d.candidates],
            flags=d.flags,
            local=d.local,
        )
        out[report, claim, field] = Said(
            report=key,
            outlet=outlet or "",
            published=published or "",
            claim=claim,
            type=type_,
            field=inner,
            mention=Mention(field=inner, name=d.name, role=d.role, affiliation=d.affiliation, day=d.day),
            link=link,
        )
    return list(out.values())
