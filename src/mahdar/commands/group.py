"""`mahdar group`, `events`, `compare`, `timeline`, `silences`, `terms`, `changes`: one event, many reports.

Reports come from files (or standard input), or from the store where none are named. They are read in as many processes as there are
processors; what cannot be read is told on standard error and the rest goes on. Exit codes as everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from mahdar import pipeline
from mahdar.commands.say import ALL_WELL, SOME_FAILED, WRONG_USE, At, fail, opened, out, progress, tell, told, width
from mahdar.export.output import writing
from mahdar.ingest.files import Failure, iso_date, sources
from mahdar.merge import questions, render, terms
from mahdar.merge.compare import comparison
from mahdar.merge.event import event_of
from mahdar.merge.group import Grouper, prepare
from mahdar.merge.model import Event, Prepared
from mahdar.merge.relate import related
from mahdar.merge.sides import registry
from mahdar.model import Record, Source
from mahdar.packs import PackError

BATCH = 25
PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head><body>{body}</body></html>\n'
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.4rem;vertical-align:top;text-align:start}.omitted,.disputed{color:#a30}q{display:block}"
)


class Form(StrEnum):
    """Forms of output."""

    text = "text"
    jsonl = "jsonl"


class Kept(msgspec.Struct, gc=False):
    """What a worker gives back of a report."""

    ready: Prepared
    record: Record | None


class Read(msgspec.Struct):
    """Reports read and grouped."""

    events: list[Event]
    grouper: Grouper
    records: dict[str, Record]
    failed: int


Reports = Annotated[
    list[Path] | None, typer.Argument(metavar="[REPORTS]...", help="Files or folders of reports, - for standard input. None: the store.")
]
AsForm = Annotated[Form, typer.Option("--format", "-f", help="Form of the output.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes that read.")]
Into = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead; the file is whole or not there.")]
JOBS = min(8, os.cpu_count() or 1)


def register(app: typer.Typer) -> None:
    """Put the commands into an application."""
    for name, command in (
        ("group", group),
        ("events", events),
        ("compare", compare),
        ("timeline", timeline),
        ("silences", silences),
        ("terms", choices),
        ("changes", changes),
    ):
        app.command(name=name)(command)


# ---------------------------------------------------------------- reading
class _Worker:
    """The reader of this process, loaded once."""

    reader: pipeline.Reader | None = None


def _load() -> None:
    _Worker.reader = pipeline.load()
    pipeline.settle()


def _read(batch: list[Source], whole: bool) -> tuple[list[bytes], list[str]]:
    """Read some reports: encoded `Kept`, and what went wrong, a line each."""
    reader = _Worker.reader or pipeline.load()
    kept, failed = [], []
    for source in batch:
        try:
            record = reader.read(source)
            kept.append(msgspec.msgpack.encode(Kept(prepare(record), record if whole else None)))
        except Exception as error:  # a fault of the reader in one report must not take the others with it
            failed.append(f"{source.id}: {type(error).__name__}: {error}")
    return kept, failed


def _batches(found: Iterable[Source]) -> Iterator[list[Source]]:
    left = iter(found)
    while some := list(islice(left, BATCH)):
        yield some


def _given(paths: list[Path], failures: list[str]) -> Iterator[Source]:
    """The reports of files, each id once: a report given twice is one report."""
    seen: set[str] = set()
    for one in sources(paths):
        if isinstance(one, Failure):
            tell(str(one))
            if one.fatal:
                failures.append(str(one))
        elif one.id not in seen:
            seen.add(one.id)
            yield one


def gathered(paths: list[Path] | None, store: str | None, jobs: int, *, whole: bool) -> Read:
    """Read and group; `whole` keeps the records."""
    grouper = Grouper()
    records: dict[str, Record] = {}
    failures: list[str] = []
    try:
        with progress("reports") as step:
            for number, kept in enumerate(_stored(store) if not paths else from_files(paths, jobs, whole, failures), 1):
                grouper.take(kept.ready)
                if kept.record is not None and whole:
                    records[kept.ready.report] = kept.record
                step(number)
    except PackError as error:
        fail(str(error), SOME_FAILED)
    leads, outlets = grouper.leads, registry()
    found = related([event_of(g, leads, grouper.pairs, outlets) for g in grouper.groups()])
    found.sort(key=lambda e: (questions.first_day(e), e.event))
    return Read(found, grouper, records, len(failures))


def _stored(address: str | None) -> Iterator[Kept]:
    """The reports of a store that tell anything, as read there."""
    with opened(address) as store:
        for key in sorted({line.key for line, _ in store.listed()}):
            record = store.record(key)
            yield Kept(prepare(record), record)


def from_files(paths: list[Path], jobs: int, whole: bool, failures: list[str]) -> Iterator[Kept]:
    """Read files in several processes; `whole` gives the records too. What failed is told and put into `failures`."""
    given = _given(paths, failures)
    decode = msgspec.msgpack.Decoder(Kept)

    def unpacked(result: tuple[list[bytes], list[str]]) -> Iterator[Kept]:
        for line in result[1]:
            tell(line)
            failures.append(line)
        yield from map(decode.decode, result[0])

    first = list(islice(given, BATCH))
    rest = list(given)
    if jobs == 1 or not rest:
        _load()
        for batch in _batches([*first, *rest]):
            yield from unpacked(_read(batch, whole))
        return
    try:
        with ProcessPoolExecutor(jobs, initializer=_load) as pool:
            for result in pool.map(_read, *zip(*((b, whole) for b in _batches([*first, *rest])), strict=True)):
                yield from unpacked(result)
    except BrokenProcessPool:
        fail("a reading process ended by itself; try again with --jobs 1", SOME_FAILED)


# ---------------------------------------------------------------- writing
def _write(lines: Iterable[str], into: Path | None) -> None:
    if into is None:
        for line in lines:
            out(line)
        return
    with writing(into) as stream:
        for line in lines:
            stream.write(line + "\n")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _shown(found: Iterable[Event], form: Form) -> Iterator[str]:
    for event in found:
        if form is Form.jsonl:
            yield _json(event)
        else:
            names = ", ".join(p.name for p in event.people[:3] if p.name)
            yield f"{event.event}  {render.heading(event)}  [{len(event.reports)} reports, {len(event.voices)} voices]  {names}"


def _end(read: Read) -> None:
    raise typer.Exit(SOME_FAILED if read.failed else ALL_WELL)


def _date(value: str | None, option: str) -> str | None:
    if value and not iso_date(value) and not value[:4].isdigit():
        fail(f"{option}: {value!r} is not a date (YYYY, YYYY-MM or YYYY-MM-DD)", WRONG_USE)
    return value


# ---------------------------------------------------------------- commands
@told
def group(reports: Reports = None, form: AsForm = Form.jsonl, output: Into = None, jobs: Jobs = JOBS, store: At = None) -> None:
    """Tell which reports tell the same contact: one event a line."""
    read = gathered(reports, store, jobs, whole=False)
    _write(_shown(read.events, form), output)
    _end(read)


@told
def events(
    reports: Reports = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Somebody who took part, in any spelling.")] = None,
    beside: Annotated[str | None, typer.Option("--with", metavar="NAME", help="Somebody else who took part.")] = None,
    state: Annotated[list[str] | None, typer.Option("--state", metavar="CODE", help="A party: RUS, UN, HAMAS.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", metavar="TOPIC", help="sanctions, situation:SYR …")] = None,
    document: Annotated[list[str] | None, typer.Option("--document", metavar="NAME", help="UNSC 2254 …")] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help="meeting, call, visit …")] = None,
    status: Annotated[list[str] | None, typer.Option("--status", metavar="STATUS", help="held, planned, disputed …")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", help="A city, or a state's code.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="On this day, month or year, or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="On this day, month or year, or earlier.")] = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="One line a pair of parties; else a conference is one event.")] = False,
    form: AsForm = Form.text,
    output: Into = None,
    jobs: Jobs = JOBS,
    store: At = None,
) -> None:
    """List events: who met whom, told by how many reports and independent voices."""
    wanted = questions.Wanted(
        who=who,
        beside=beside,
        state=state or [],
        topic=topic or [],
        document=document or [],
        kind=kind or [],
        status=status or [],
        place=place,
        since=_date(since, "--since"),
        until=_date(until, "--until"),
    )
    read = gathered(reports, store, jobs, whole=False)
    found = questions.events(read.events, wanted)
    if pairs:
        lines = (_json([e.event, *p]) if form is Form.jsonl else f"{e.event}  {p[0]}  {p[1]}" for e in found for p in questions.pairs(e))
    else:
        lines = (line for line in _shown(found, form))
    _write(lines, output)
    _end(read)


@told
def compare(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event's id (or its beginning), or a report's id.")],
    reports: Reports = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page too.")] = None,
    form: AsForm = Form.text,
    output: Into = None,
    jobs: Jobs = JOBS,
    store: At = None,
) -> None:
    """Lay the accounts of one event beside each other: agreed, disputed, omitted, in which words."""
    read = gathered(reports, store, jobs, whole=True)
    found = [e for e in read.events if e.event == event] or [e for e in read.events if e.event.startswith(event) or event in e.reports]
    if not found:
        fail(f"no event {event!r}; `mahdar events` lists them", WRONG_USE)
    if len(found) > 1:
        for one in found:
            tell(f"{one.event}  {render.heading(one)}")
        fail(f"several events answer to {event!r}; write one of these ids", WRONG_USE)
    result = comparison(found[0], read.records)
    _write([_json(result)] if form is Form.jsonl else [render.wrapped(render.text(result).rstrip("\n"), width())], output)
    if html is not None:
        with writing(html) as stream:
            stream.write(PAGE.format(title=f"event {found[0].event}", style=STYLE, body=render.html(result)))
    _end(read)


@told
def timeline(
    between: Annotated[tuple[str, str], typer.Option("--between", metavar="A B", help="Two parties: IRN RUS.")],
    reports: Reports = None,
    form: AsForm = Form.text,
    output: Into = None,
    jobs: Jobs = JOBS,
    store: At = None,
) -> None:
    """The contacts between two parties, in order of their days."""
    read = gathered(reports, store, jobs, whole=False)
    _write(_shown(questions.timeline(read.events, between[0].upper(), between[1].upper()), form), output)
    _end(read)


@told
def silences(reports: Reports = None, form: AsForm = Form.text, output: Into = None, jobs: Jobs = JOBS, store: At = None) -> None:
    """Contacts told by one side only, although the other has outlets among those collected."""
    read = gathered(reports, store, jobs, whole=False)
    by_id = {e.event: e for e in read.events}

    def lines() -> Iterator[str]:
        for s in questions.silences(read.events, read.grouper.leads, registry()):
            who = f"told by {', '.join(s.told_by)}, not by {', '.join(s.silent)}"
            yield _json(s) if form is Form.jsonl else f"{s.event}  {render.heading(by_id[s.event])}  {who}"

    _write(lines(), output)
    _end(read)


@told
def choices(
    outlet: Annotated[str, typer.Argument(metavar="OUTLET", help="An outlet, as its reports name it.")],
    reports: Reports = None,
    form: AsForm = Form.text,
    output: Into = None,
    jobs: Jobs = JOBS,
    store: At = None,
) -> None:
    """The loaded terms that an outlet uses where others use other words; its own voice apart from what it reports."""
    read = gathered(reports, store, jobs, whole=True)
    found = terms.choices(read.records.values(), outlet, terms.finder())

    def lines() -> Iterator[str]:
        for c in found:
            if form is Form.jsonl:
                yield _json(c)
            else:
                words = ", ".join(f"{w} {n}" for w, n in c.words.items())
                here = f"own voice {c.own}, reported {c.reported}, plain {c.plain}"
                yield f"{words} ({c.camp}; plainly {c.neutral}): {here}; others {c.others_own}, {c.others_reported}, {c.others_plain}"

    if not found:
        tell(f"no loaded terms in reports of {outlet!r}")
    _write(lines(), output)
    _end(read)


@told
def changes(
    reports: Reports = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="By reports published on this day or later.")] = None,
    before: Annotated[Path | None, typer.Option("--from", metavar="EVENTS.jsonl", help="Against this earlier output of `group`.")] = None,
    form: AsForm = Form.text,
    output: Into = None,
    jobs: Jobs = JOBS,
    store: At = None,
) -> None:
    """Events that are new, changed or withdrawn: for those who keep a copy."""
    if (since is None) == (before is None):
        fail("give either --since DATE or --from EVENTS.jsonl", WRONG_USE)
    old: list[Event] = []
    if before is not None:
        try:
            old = [msgspec.json.decode(line, type=Event) for line in before.read_bytes().splitlines() if line.strip()]
        except msgspec.DecodeError as error:
            fail(f"{before}: not the output of `mahdar group --format jsonl` ({error})", WRONG_USE)
    edge = _date(since, "--since")
    read = gathered(reports, store, jobs, whole=False)
    found = questions.changes(old, read.events) if edge is None else questions.changed_since(read.events, edge)
    _write(
        (
            _json(c)
            if form is Form.jsonl
            else f"{c.event}  {c.what}{': ' + ', '.join(c.fields) if c.fields else ''}  {', '.join(c.reports)}"
            for c in found
        ),
        output,
    )
    _end(read)
