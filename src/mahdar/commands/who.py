"""`mahdar who NAME`: the page of a person, over the kept reports or over reports read on the spot.

The name may be in any script, or an identifier that a page shows. Where several persons answer, they are listed apart. Exit codes as everywhere;
1 also where nobody answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from mahdar import packs, pipeline
from mahdar.commands import showing
from mahdar.commands.group import JOBS, Jobs, Reports, from_files
from mahdar.commands.say import ALL_WELL, SOME_FAILED, WRONG_USE, At, fail, linked, opened, out, progress, store_class, tell, told, width
from mahdar.export.minutes import plain, shorten
from mahdar.export.person import Page, counted, latest, lines, page
from mahdar.model import Record
from mahdar.packs import Pack
from mahdar.recognise.asked import office_asked
from mahdar.resolve import imported
from mahdar.resolve.people import Person, found_by, gathered, holders_of, label, no_name, said_in, unseen
from mahdar.resolve.world import world_of
from mahdar.store.errors import StoreError

if TYPE_CHECKING:
    from mahdar.store.api import Store

# Persons who get a page of their own where several answer; the others are listed.
PAGES = 5
LISTED = 25


class Answer(msgspec.Struct):
    """The result as JSON: what was asked, the pages of those who answer, and the others by identifier."""

    asked: str
    persons: list[Page]
    others: list[str]


def register(app: typer.Typer) -> None:
    """Put the command into an application."""
    app.command(name="who")(who)


# ---------------------------------------------------------------- where the persons come from
def _from_reports(name: str, paths: list[Path], jobs: int, failures: list[str]) -> tuple[list[Person], Callable[[Person], list[Record]]]:
    pack = packs.load(pipeline.LANGUAGE)
    said, kept = [], dict[str, bytes]()
    with imported.given() as persons, progress("reports") as step:
        for number, one in enumerate(from_files(paths, jobs, True, failures), 1):
            if one.record is not None:
                found = said_in(pack, one.record, persons=persons)
                said += found
                if found:
                    kept[one.record.id] = msgspec.msgpack.encode(one.record)
            step(number)
    decode = msgspec.msgpack.Decoder(Record)
    return _answering(pack, name, gathered(pack, said)), lambda person: [decode.decode(kept[report]) for report in latest(person)]


def _answering(pack: Pack, name: str, people: list[Person]) -> list[Person]:
    """Those of the persons of reports and of the world data who answer; where nobody does, those who held the office of that phrase."""
    world = world_of(pack)
    found = found_by(name, [*people, *(unseen(world, one) for one in _known(pack, name, people))])
    office = office_asked(pack, name) if not found else None
    if office is None:
        return found
    named = {person.id: person for person in people}
    return [named.get(one) or unseen(world, one) for one in holders_of(world, *office)]


def _known(pack: Pack, name: str, people: Iterable[Person]) -> list[str]:
    """Persons of the world data who answer and whom no report names."""
    there = {person.id for person in people}
    world = world_of(pack)
    asked = label(name)
    exact = [who for who in world.persons if label(who) == asked]
    return [who for who in exact or [person.id for person in world.find(name)] if who not in there]


def _nowhere(address: str | None) -> bool:
    """Whether no store was named and there is none of one's own: then the world data alone answers."""
    if address is not None or os.environ.get("MAHDAR_STORE"):
        return False
    with suppress(StoreError):
        store_class().open(create=False).close()
        return False
    return True


# ---------------------------------------------------------------- the command
@told
def who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any script, an identifier that a page shows, or an office.")],
    reports: Reports = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="So many entries of each list.")] = 10,
    jobs: Jobs = JOBS,
    store: At = None,
) -> None:
    """Show a person: names seen by outlet, offices with terms, contacts, statements, who else may be meant and why."""
    if why := no_name(name):
        fail(f"no name to look for in {name!r}: {why}", WRONG_USE)
    failures: list[str] = []
    if reports:
        people, records = _from_reports(name, reports, jobs, failures)
        _print(name, people, records, lambda _: [], limit, as_json=as_json)
    elif _nowhere(store):
        tell("no store here yet (`mahdar add PATH…` makes one) and no reports given: told from the world data alone")
        pack = packs.load(pipeline.LANGUAGE)
        _print(name, _answering(pack, name, []), lambda _: [], lambda _: [], limit, as_json=as_json)
    else:
        with opened(store) as kept:
            _print(name, _in_store(kept, name), lambda person: list(kept.shown(latest(person))), _decisions(kept), limit, as_json=as_json)
    raise typer.Exit(SOME_FAILED if failures else ALL_WELL)


def _in_store(kept: Store, name: str) -> list[Person]:
    linked(kept)
    return kept.who(name)


def _decisions(kept: Store) -> Callable[[Person], list[str]]:
    """The decisions about a person, a line each."""
    return lambda person: [showing.decision_line(decision) for decision in kept.decisions_about(person)]


def _print(
    name: str,
    people: list[Person],
    records: Callable[[Person], list[Record]],
    decisions: Callable[[Person], list[str]],
    limit: int,
    *,
    as_json: bool,
) -> None:
    if not people:
        fail(f"nobody answers to {name!r}", SOME_FAILED)
    named = [person for person in people if person.said] or people
    paged = named[:PAGES]
    others = [person for person in people if person not in paged]
    pages = (page(person, records(person), decisions(person)) for person in paged)
    if as_json:
        out(msgspec.json.encode(Answer(name, list(pages), [person.id for person in others])).decode())
        return
    for line in _listed(name, paged, others) if len(people) > 1 else ():
        out(line)
    for found in pages:
        for line in lines(found, width=width(), limit=limit):
            out(line)


def _listed(name: str, paged: list[Person], others: list[Person]) -> Iterator[str]:
    yield f"{len(paged) + len(others)} persons answer to {showing.safe(name)}"
    for number, person in enumerate([*paged, *others][:LISTED], 1):
        held: list[tuple[str, str | None]] = [(t.role, t.affiliation) for t in reversed(person.terms)] or [
            (o.role, o.affiliation) for o in person.offices
        ]
        offices = ", ".join(dict.fromkeys(plain(role) + (f" of {party}" if party else "") for role, party in held))
        told_ = counted(len(person.said), "mention") if person.said else "in no report"
        yield shorten(f"{number:3}. {showing.safe(person.id)}  {told_}  {offices}", width()).rstrip()
    if len(paged) + len(others) > LISTED:
        yield f"     and {len(paged) + len(others) - LISTED} more"
