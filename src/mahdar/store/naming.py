"""What a claim can be asked for by person: terms of the view beside those of its fields, and persons found among them by a name in any script.

`person` and `local` say whom a mention leads to and how it is printed, so that what people decided about printed names can be laid over it when
somebody asks; `loose` holds the words of names that lead to nobody, `office` the offices beside the names. `name_keys` finds the terms of
a person by his identifier and those of somebody in no list by the sounds of his name.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

import msgspec
import sqlalchemy as sa

from mahdar.model import Engagement, Statement
from mahdar.resolve.index import COMPARED, chosen, keys, matching, ranked, ranking
from mahdar.resolve.parts import parse
from mahdar.resolve.people import label, name_of
from mahdar.resolve.resolver import local_key
from mahdar.store import tables
from mahdar.store.fields import names
from mahdar.store.keeping import Rows, chunks, clean
from mahdar.store.words import name_words

PERSON, LOCAL, LOOSE, OFFICE = "person", "local", "loose", "office"
FIELDS = (PERSON, LOCAL, LOOSE, OFFICE)
# So many terms get their keys at a time.
MANY = 5_000
# Terms of one name's keys that are looked through.
FARTHEST = 40_000
# Of these so many names are taken apart and ranked by their sounds.
RANKED = 250


class Lead(msgspec.Struct, frozen=True, gc=False):
    """To whom a mention leads: `kind` is `person` or `local`, `printed` the party and the name as printed, empty for an office alone."""

    kind: str
    target: str
    printed: str

    @property
    def term(self) -> tuple[str, str]:
        return self.kind, clean(f"{self.target}\t{self.printed}")


def lead(kind: str, target: str, affiliation: str | None, name: str | None) -> Lead:
    """The lead of a mention."""
    return Lead(kind, target, local_key(affiliation, name) if name else "")


# ---------------------------------------------------------------- writing
def terms(claim: Engagement | Statement, leads: list[Lead]) -> list[tuple[str, str]]:
    """The terms of a claim, each once."""
    out = [one.term for one in leads]
    out += [(LOOSE, clean(word)) for name in loose(claim, [one.term for one in leads]) for word in name_words(name)]
    people = claim.participants if isinstance(claim, Engagement) else [claim.speaker]
    out += [office(p.affiliation, p.role) for p in people if p.role and isinstance(p.affiliation, str)]
    return list(dict.fromkeys(out))


def office(affiliation: str, role: str) -> tuple[str, str]:
    """The term of an office."""
    return OFFICE, clean(f"{affiliation}:{role}")


def loose(claim: Engagement | Statement, leading: Iterable[tuple[str, str]]) -> list[str]:
    """Names of a claim, as printed, that lead to nobody; `leading` are its terms."""
    led = {name_of(value.partition("\t")[2]) for field, value in leading if field in (PERSON, LOCAL)}
    return [name for name in names(claim) if clean(name_of(local_key(None, name))) not in led]


def keys_of(field: str, value: str) -> set[int]:
    """The keys of a term; none for one that tells of no person."""
    if field not in (PERSON, LOCAL):
        return set()
    target, _, printed = value.partition("\t")
    return {crc32(target.encode())} | (set(keys(parse(name_of(printed)))) if field == LOCAL and printed else set())


def rekey(connection: sa.Connection) -> None:
    """Give the terms of persons the keys of now."""
    t, rows = tables.terms, Rows()
    connection.execute(sa.delete(tables.name_keys))
    last = -1
    wanted = sa.select(t.c.id, t.c.field, t.c.value).where(t.c.field.in_((PERSON, LOCAL))).order_by(t.c.id).limit(MANY)
    while some := connection.execute(wanted.where(t.c.id > last)).all():
        for number, field, value in some:
            for key in sorted(keys_of(field, value)):
                rows.add(tables.name_keys, key=key, term_id=number)
        rows.send(connection)
        last = some[-1][0]


# ---------------------------------------------------------------- reading
def terms_of(connection: sa.Connection, reports: list[int]) -> dict[tuple[int, str], list[tuple[str, str]]]:
    """The terms of the claims of reports, by report and claim; words of names left out."""
    t, st, s = tables.terms, tables.seen_terms, tables.seen
    query = sa.select(s.c.report_id, s.c.key, t.c.field, t.c.value).join(st, st.c.seen_id == s.c.id).join(t, t.c.id == st.c.term_id)
    out: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for some in chunks(reports):
        # asked for by the field too, a database would look through all terms of that field
        for report, key, field, value in connection.execute(query.where(s.c.report_id.in_(some)).order_by(s.c.id, t.c.id)):
            if field in (PERSON, LOCAL, OFFICE):
                out.setdefault((report, key), []).append((field, value))
    return out


def leading_to(connection: sa.Connection, targets: list[str]) -> list[Lead]:
    """How the mentions of some persons are printed, each way once."""
    t, k = tables.terms, tables.name_keys
    wanted = {clean(target) for target in targets}
    out = []
    for some in chunks(sorted(wanted)):
        query = sa.select(t.c.field, t.c.value).join(k, k.c.term_id == t.c.id).where(k.c.key.in_([crc32(one.encode()) for one in some]))
        for field, value in connection.execute(query.order_by(t.c.id)):
            target, _, printed = value.partition("\t")
            if field in (PERSON, LOCAL) and target in wanted:
                out.append(Lead(field, target, printed))
    return out


def near(connection: sa.Connection, name: str) -> list[str]:
    """Those in no list of whom a printed name may be the one that is asked for, the likeliest first."""
    t, k = tables.terms, tables.name_keys
    parsed = parse(name)
    asked = keys(parsed, asked=True)
    lists: dict[int, list[int]] = {}
    for key, number in connection.execute(sa.select(k.c.key, k.c.term_id).where(k.c.key.in_(sorted(asked))).limit(FARTHEST)):
        lists.setdefault(key, []).append(number)
    found = chosen([(have, asked[key]) for key, have in lists.items()], RANKED)
    named = connection.execute(sa.select(t.c.id, t.c.value, t.c.field).where(t.c.id.in_(found)))
    values = {number: value for number, value, field in named if field == LOCAL}
    printed = {number: name_of(values[number].partition("\t")[2]) for number in found if number in values}
    best = ranked(ranking(parsed), [(number, ranking(parse(text))) for number, text in printed.items()], COMPARED)
    return list(dict.fromkeys(values[number].partition("\t")[0] for number, _ in matching(name, [(n, printed[n]) for n in best])))


def labelled(connection: sa.Connection, wanted: str) -> list[str]:
    """Those in no list whose identifier or name is written like a label (see `label`)."""
    return [one for one in near(connection, name_of(wanted)) if wanted in (label(one), label(name_of(one)))]
