"""The page of a person: names seen, offices, contacts, statements, who else may be meant and why; as data and as text for a terminal.

In: a `Person` (put together from many reports) and the records of the reports that name him. Out: a `Page`, and its lines. English comes first
on a line and copied words last, as in the minutes, so that a terminal that orders right-to-left text by itself keeps both readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from mahdar.export.minutes import plain, shorten
from mahdar.merge.event import event_of
from mahdar.merge.group import Grouper, prepare
from mahdar.merge.sides import registry
from mahdar.model import Record
from mahdar.packs import Holder
from mahdar.resolve.people import STATEMENT, NameSeen, OfficeSeen, Perhaps, Person

# Contacts are worked out over so many of the latest reports that name somebody: grouping more takes seconds.
LATEST = 300
OUTLETS = 4
RULE = "\u2500"


class Term(msgspec.Struct, frozen=True, gc=False):
    """A term of office as the world data has it, with its source; `held` is a date on which it surely ran."""

    role: str
    affiliation: str
    since: str
    until: str
    held: str
    about: str
    post: str
    source: str


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A contact that the person took part in, told by one report or more."""

    date: str | None
    kind: str
    status: str
    city: str | None
    country: str | None
    parties: list[str]
    people: list[str]
    reports: list[str]
    claims: list[str]


class Quote(msgspec.Struct, frozen=True, gc=False):
    """A statement of the person."""

    report: str
    claim: str
    published: str
    outlet: str
    act: str
    quoted: bool
    content: str
    to: list[str]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a person. `mentions` counts all, `latest` is how many of the reports contacts and statements were taken from."""

    id: str
    name: str
    written: list[str]
    mentions: int
    reports: int
    latest: int
    names: list[NameSeen]
    terms: list[Term]
    offices: list[OfficeSeen]
    contacts: list[Contact]
    statements: list[Quote]
    links: list[tuple[str, int]]
    flags: list[tuple[str, int]]
    perhaps: list[Perhaps]
    others: list[Perhaps]
    joined: list[str]
    decided: bool
    decisions: list[str]


def latest(person: Person) -> list[str]:
    """The reports that contacts and statements are taken from, latest first."""
    published = {said.report: said.published for said in person.said}
    return sorted(published, key=lambda report: (published[report], report), reverse=True)[:LATEST]


def page(person: Person, records: Iterable[Record], decisions: Iterable[str] = ()) -> Page:
    """The page of a person; `records` are those of `latest`, by the ids under which they name him."""
    kept = {record.id: record for record in records}
    return Page(
        id=person.id,
        name=person.name,
        written=_written(person),
        mentions=len(person.said),
        reports=person.reports,
        latest=len(kept),
        names=person.names,
        terms=[_term(held) for held in person.terms],
        offices=person.offices,
        contacts=_contacts(person, kept),
        statements=sorted(_quotes(person, kept), key=lambda q: (q.published, q.report), reverse=True),
        links=person.why,
        flags=person.flags,
        perhaps=person.perhaps,
        others=person.others,
        joined=person.joined,
        decided=person.decided,
        decisions=list(decisions),
    )


def _written(person: Person) -> list[str]:
    """The usual name in each language."""
    return list(dict.fromkeys(name for held in person.terms[:1] for name in held.written))


def _term(held: Holder) -> Term:
    return Term(held.role, held.affiliation, held.since, held.until, held.held, held.about, held.post, held.source)


def _contacts(person: Person, records: dict[str, Record]) -> list[Contact]:
    own = {f"{said.report}/{said.claim}" for said in person.said if said.type != STATEMENT}
    names = {seen.name for seen in person.names}
    grouper = Grouper()
    for record in records.values():
        grouper.take(prepare(record))
    outlets = registry()
    out = []
    for group in grouper.groups():
        if not own & {telling.id for telling in group.tellings}:
            continue
        event = event_of(group, grouper.leads, grouper.pairs, outlets)
        others = [p.name for p in event.people if p.name and p.name not in names]
        reports = sorted({claim.split("/", 1)[0] for claim in event.claims})
        out.append(Contact(event.date, event.kind, event.status, event.city, event.country, event.parties, others, reports, event.claims))
    return sorted(out, key=lambda c: (c.date or "", c.kind, c.reports), reverse=True)


def _quotes(person: Person, records: dict[str, Record]) -> Iterator[Quote]:
    for said in person.said:
        record = records.get(said.report)
        if record is None or said.type != STATEMENT:
            continue
        found = next((s for s in record.statements if s.id == said.claim), None)
        if found is not None:
            yield Quote(said.report, said.claim, said.published, said.outlet, found.act, found.quoted, found.content, found.to)


# ---------------------------------------------------------------- text
def safe(text: str) -> str:
    """Copied words on one line, without signs that move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _fitted(front: str, copied: str, width: int) -> str:
    """A line that ends with copied words, cut where they would not fit."""
    room = max(width - len(front), 12)
    return front + shorten(safe(copied), room)


def _more(number: int, shown: int) -> list[str]:
    return [f"   and {number - shown} more (--limit)"] if number > shown else []


def lines(found: Page, *, width: int, limit: int) -> Iterator[str]:
    """The page for a terminal, lines of at most `width` columns where words allow; `limit` entries of each list."""
    yield RULE * width
    yield f"{safe(found.name)}   {safe(found.id)}" if found.id != found.name else safe(found.name)
    if len(found.written) > 1:
        yield _fitted("", " | ".join(found.written[1:]), width)
    named = f"{counted(found.mentions, 'mention')} in {counted(found.reports, 'report')}"
    yield named if found.mentions else "no report names this person"
    yield from _section("NAMES SEEN", [list(_name_lines(seen, width)) for seen in found.names], limit)
    sources = [f"source: {source}" for source in dict.fromkeys(term.source for term in found.terms)]
    yield from _section(
        "OFFICES", [*(_term_line(term, width) for term in found.terms), *(shorten(one, width - 3) for one in sources)], 4 * limit
    )
    yield from _section("OFFICES AS REPORTED", [_office_line(office) for office in found.offices], limit)
    of = f", from the latest {found.latest} reports" if found.latest < found.reports else ""
    yield from _section(
        f"CONTACTS  {len(found.contacts)}{of}" if found.contacts else "", [_contact(c, width) for c in found.contacts], limit
    )
    said = found.statements
    yield from _section(f"STATEMENTS  {len(said)}{of}" if said else "", [_quote(q, width) for q in said], limit)
    yield from _section("CONTRADICTIONS", [f"{count:5}  {flag}" for flag, count in found.flags], limit)
    yield from _section("WHY", [shorten(f"{count:5}  {safe(why)}", width - 3) for why, count in found.links], limit)
    perhaps = [_perhaps(p, width) for p in found.perhaps]
    yield from _section("PERHAPS ALSO, NOT LINKED", perhaps, limit)
    yield from _section("OTHERS WHO MAY BE MEANT", [_other(p, width) for p in found.others], limit)
    if found.joined:
        yield from _section("SPELLINGS PUT TOGETHER", [_fitted("       ", name, width - 3) for name in found.joined], limit)
    yield from _section("DECISIONS", [safe(line) for line in found.decisions], limit)


def _section(title: str, rows: Sequence[str | list[str]], limit: int) -> Iterator[str]:
    """A heading and its entries, of one line or several; nothing where there are none."""
    if not rows:
        return
    yield ""
    yield title
    for row in rows[:limit]:
        yield from (f"   {line}" for line in ([row] if isinstance(row, str) else row))
    yield from _more(len(rows), limit)


def _name_lines(seen: NameSeen, width: int) -> Iterator[str]:
    """How often and the name, and under it the outlets: each line of one direction behind its figures."""
    outlets = [f"{safe(name) or 'no outlet'} {count}" for name, count in list(seen.outlets.items())[:OUTLETS]]
    rest = len(seen.outlets) - OUTLETS
    yield _fitted(f"{seen.count:5}  ", seen.name, width - 3)
    yield shorten(f"       {', '.join(outlets)}{f' and {rest} more' if rest > 0 else ''}", width - 3)


def _term_line(term: Term, width: int) -> str:
    # what is open was so when the source was written, which need not be today
    days = f"{term.since or '?'} to {term.until or '?'}"
    days += f" (surely {term.held})" if term.held else " (open)" if term.since and not term.until else ""
    post = ", ".join(part for part in (term.post, f"for {term.about}" if term.about else "") if part)
    return shorten(f"{plain(term.role)} of {term.affiliation}{f' ({post})' if post else ''}  {days}", width - 3)


def _office_line(office: OfficeSeen) -> str:
    days = office.first if office.first == office.last else f"{office.first} to {office.last}"
    return f"{office.count:5}  {plain(office.role)}{f' of {office.affiliation}' if office.affiliation else ''}  {days}"


def _contact(contact: Contact, width: int) -> str:
    where = ", ".join(part for part in (contact.city, contact.country) if part)
    told = f"[{len(contact.reports)} reports]" if len(contact.reports) > 1 else f"[{contact.reports[0]}]" if contact.reports else ""
    parts = (contact.date or "no day", f"{plain(contact.kind)} {contact.status}", where, " / ".join(contact.parties), told)
    return _fitted("  ".join(part for part in parts if part) + "  ", ", ".join(contact.people[:3]), width - 3).rstrip()


def _quote(quote: Quote, width: int) -> str:
    return _fitted(f"{quote.published or 'no day'}  {plain(quote.act)}  [{quote.report}]  ", quote.content, width - 3)


def _perhaps(one: Perhaps, width: int) -> str:
    return shorten(f"{one.count:5}  {safe(one.name)}  ({one.probability:.2f}: {'; '.join(map(safe, one.why))})", width - 3)


def _other(one: Perhaps, width: int) -> str:
    return shorten(f"{one.count:5}  {safe(one.person)}  (at most {one.probability:.2f}: {'; '.join(map(safe, one.why))})", width - 3)
