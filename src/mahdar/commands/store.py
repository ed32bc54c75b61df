"""`mahdar add`, `show`, `search`, `list`, `reread`: what is read is kept, shown, found, read again."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from mahdar import pipeline
from mahdar.commands import showing
from mahdar.commands.narrow import (
    City,
    Disputed,
    Document,
    Kind,
    Role,
    Said,
    Since,
    Standing,
    State,
    Status,
    Topic,
    Until,
    Who,
    narrowed,
)
from mahdar.commands.say import (
    ALL_WELL,
    SOME_FAILED,
    WRONG_USE,
    At,
    By,
    colour,
    fail,
    linked,
    opened,
    out,
    progress,
    tell,
    told,
    width,
)
from mahdar.ingest.files import Failure, iso_date, sources
from mahdar.model import Record, Source
from mahdar.packs import PackError
from mahdar.store.errors import UnknownError

if TYPE_CHECKING:
    from mahdar.store.api import Store


class Form(StrEnum):
    """Forms of output."""

    table = "table"
    json = "json"
    jsonl = "jsonl"


class Within(StrEnum):
    """What is searched."""

    reports = "reports"
    statements = "statements"
    engagements = "engagements"


class Sort(StrEnum):
    """Order of results."""

    best = "best"
    newest = "newest"


AsForm = Annotated[Form, typer.Option("--format", "-f", help="Form of the output.")]


def register(app: typer.Typer) -> None:
    """Put the commands that keep and find into an application."""
    app.command(name="add")(add)
    app.command(name="show")(show)
    app.command(name="search")(search)
    app.command(name="list")(list_claims)
    app.command(name="reread")(reread)


# ---------------------------------------------------------------- keeping
class _Adding:
    """Reads what is new, as the store asks for it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.reader: pipeline.Reader | None = None
        self.failed = 0
        self.there = 0

    def pairs(self, found: Iterator[Source | Failure]) -> Iterator[tuple[Source, Record]]:
        for item in found:
            if isinstance(item, Failure):
                self.failed += item.fatal
                tell(str(item) if item.fatal else f"warning: {item}")
                continue
            # what is kept needn't be read to be recognised
            if self.store.has(item):
                self.there += 1
                continue
            if self.reader is None:
                self.reader = pipeline.load()
                pipeline.settle()
            try:
                record = self.reader.read(item)
            except (PackError, MemoryError):
                raise
            except Exception as error:  # a fault in one report must not take the others with it
                self.failed += 1
                tell(f"{item.id}: could not be read: a fault in the program ({type(error).__name__}: {error})")
                continue
            yield item, record


@told
def add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files or folders as for `mahdar read`, or - for standard input.")],
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Published date of the reports that give none (2021-11-23).")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Outlet of the reports that name none.")] = None,
    store: At = None,
    by: By = None,
) -> None:
    """Read reports and keep them. What is kept already is not read or kept again."""
    if published is not None and iso_date(published) is None:
        fail(f"--published: {published!r} is not a date (2021-11-23)", WRONG_USE)
    with opened(store, create=True) as kept, progress("adding") as step:
        adding = _Adding(kept)

        def counted() -> Iterator[tuple[Source, Record]]:
            for number, pair in enumerate(adding.pairs(sources(paths, published=published, outlet=outlet)), 1):
                step(number)
                yield pair

        added = kept.add(counted(), who=by)
        kept.search_index.index.catch_up()
        already = added.already + adding.there
        parts = [f"{added.new} reports added", f"{already} kept already"]
        if added.versions:
            parts.insert(1, f"{added.versions} newer versions of kept ones")
        if adding.failed:
            parts.append(f"{adding.failed} failed")
        out(", ".join(parts))
    raise typer.Exit(SOME_FAILED if adding.failed else ALL_WELL)


# ---------------------------------------------------------------- looking
def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


@told
def show(
    given: Annotated[str, typer.Argument(metavar="ID", help="A report (key, name or address) or a claim (REPORT.CLAIM or its own id).")],
    format: AsForm = Form.table,
    store: At = None,
) -> None:
    """Show a report or a claim: as it stands, as it was read, and what people said."""
    with opened(store) as kept:
        try:
            report = kept.report(given)
        except UnknownError as error:
            try:
                seen = kept.claim(given)
            except UnknownError as other:
                # the claim's message where a claim was meant
                raise (other if "." in given or "several" in str(other) or "no longer" in str(other) else error) from None
            report = kept.report(seen.report)
            if format is not Form.table:
                out(_json(seen))
                return
            for line in showing.one_claim(report, seen, width=width(), colour=colour()):
                out(line)
            return
        if format is not Form.table:
            out(_json(report))
            return
        for line in showing.report_lines(report, width=width(), colour=colour()):
            out(line)
        for line in showing.link_lines(kept.links([report.key]), width=width()):
            out(line)


@told
def search(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY…", help='Words, "exact phrases", who: state: topic: kind: since: …, -not, OR.')
    ],
    within: Annotated[Within | None, typer.Option("--in", help="Search whole reports, or single claims.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="So many results.")] = 10,
    offset: Annotated[int, typer.Option(metavar="N", min=0, help="Leave out so many results.")] = 0,
    sort: Annotated[Sort, typer.Option(help="The best or the newest first.")] = Sort.best,
    facets: Annotated[bool, typer.Option("--facets", help="Count states, topics, kinds … among all that was found.")] = False,
    format: AsForm = Form.table,
    store: At = None,
) -> None:
    """Search the kept reports, statements and engagements."""
    words = " ".join(query) + (f" in:{within.value}" if within is not None else "")
    with opened(store) as kept:
        if "who:" in words:
            linked(kept)
        answer = kept.search(words, limit=limit, offset=offset, facets=facets, sort=sort.value)
        if format is Form.json:
            out(_json(answer))
            return
        if format is Form.jsonl:
            for hit in answer.hits:
                out(_json(hit))
            return
        for number, hit in enumerate(answer.hits, offset + 1):
            for line in showing.hit_lines(number, hit, width=width(), colour=colour()):
                out(line)
        out(f"{answer.total} found" + (f", {len(answer.hits)} shown" if len(answer.hits) < answer.total else ""))
        for field, counts in answer.facets.items():
            out(f"{field:9} " + ", ".join(f"{showing.safe(value)} {number}" for value, number in counts))


@told
def list_claims(
    state: State = None,
    who: Who = None,
    kind: Kind = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    topic: Topic = None,
    document: Document = None,
    role: Role = None,
    city: City = None,
    statements: Said = False,
    standing: Standing = None,
    disputed: Disputed = False,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="So many lines.")] = 50,
    format: AsForm = Form.table,
    store: At = None,
) -> None:
    """List engagements (or statements), latest day first. An option given twice asks for both."""
    wanted = narrowed(
        state=state,
        who=who,
        kind=kind,
        status=status,
        since=since,
        until=until,
        topic=topic,
        document=document,
        role=role,
        city=city,
        statements=statements,
        standing=standing,
        disputed=disputed,
    )
    with opened(store) as kept:
        if who:
            linked(kept)
        total = kept.count(wanted)
        lines = kept.listed(wanted, limit=limit)
        if format is Form.json:
            out(
                _json(
                    [{"report": line, **msgspec.structs.asdict(seen), "report_key": seen.report} | {"report": line} for line, seen in lines]
                )
            )
            return
        for line, seen in lines:
            if format is Form.jsonl:
                out(_json({"title": line.title, "published": line.published, "outlet": line.outlet, **msgspec.structs.asdict(seen)}))
                continue
            for text in showing.list_lines(line, seen, width=width()):
                out(text)
        if format is Form.table:
            out(f"{total} found" + (f", {limit} shown (--limit)" if total > limit else ""))


# ---------------------------------------------------------------- reading again
@told
def reread(
    adopt: Annotated[int | None, typer.Option("--adopt", metavar="RUN", help="Show from now on what this run read.")] = None,
    discard: Annotated[int | None, typer.Option("--discard", metavar="RUN", help="Don't use this run; it stays on record.")] = None,
    changes: Annotated[int | None, typer.Option("--changes", metavar="RUN", help="Tell again what this run would change.")] = None,
    waiting: Annotated[bool, typer.Option("--list", help="List the runs that wait to be adopted or discarded.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Read again and show the result at once, whatever changes.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin anew, also where a run of this program was broken off or waits.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=0, help="List so many changed claims.")] = 50,
    format: AsForm = Form.table,
    store: At = None,
    by: By = None,
) -> None:
    """Read all kept reports again with this program and its packs, and tell what changes before anything is replaced."""
    if sum(option is not None for option in (adopt, discard, changes)) + waiting > 1:
        fail("--adopt, --discard, --changes and --list go one at a time", WRONG_USE)
    with opened(store) as kept:
        if waiting:
            for run, who, at, program, packs in kept.proposals():
                out(f"run {run}  {at}  {who}  program {program}  packs {packs}")
            return
        if discard is not None:
            kept.discard(discard, who=by)
            out(f"run {discard} discarded; its readings stay on record")
            return
        if adopt is not None:
            out(f"{kept.adopt(adopt, who=by)} reports are shown as run {adopt} read them")
            return
        if changes is not None:
            found = kept.changes(changes, limit=limit)
        else:
            reader = pipeline.load()
            with progress("reading again") as step:
                found = kept.reread(reader.read, who=by, again=again, limit=limit, step=step)
        if format is Form.table:
            for line in showing.change_lines(found, limit=limit):
                out(line)
        else:
            out(_json(found))
        for key, why in found.failed:
            tell(f"{key}: could not be read again: a fault in the program ({why}); it is shown as before")
        if yes and changes is None:
            out(f"{kept.adopt(found.run, who=by)} reports are shown as run {found.run} read them")
        elif changes is None:
            tell(f"nothing was replaced; `mahdar reread --adopt {found.run}` does it, `--discard {found.run}` leaves everything as it is")
    raise typer.Exit(SOME_FAILED if found.failed else ALL_WELL)
