"""`mahdar read`, `explain` and `demo`: reports go in, minutes come out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, TextIO

import typer

from mahdar import pipeline
from mahdar.commands.reports import Run, check_date, counted, each
from mahdar.commands.say import WIDTH, colour, out, tell, told, width
from mahdar.export import explained
from mahdar.export.forms import Form, forms
from mahdar.export.output import writing
from mahdar.export.page import page
from mahdar.frame.explain import meaning
from mahdar.ingest.files import sources
from mahdar.merge import render
from mahdar.merge.compare import richest
from mahdar.merge.group import group
from mahdar.merge.model import Comparison
from mahdar.model import Record

DEMO_PAGE = "mahdar-demo.html"


def _most_telling(records: list[Record]) -> Comparison | None:
    """Of the events that several of the reports tell, the one whose accounts differ most."""
    by_id = {record.id: record for record in records}
    told = [[by_id[report] for report in dict.fromkeys(t.report for t in event.told)] for event in group(records)[0]]
    return richest(reports for reports in told if len(reports) > 1)


class Format(StrEnum):
    """Forms of output of `mahdar read`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    markdown = "markdown"


def register(app: typer.Typer) -> None:
    """Put the commands into an application."""
    app.command()(read)
    app.command()(explain)
    app.command()(demo)


def _write(form: Form, records: Iterator[Record], stream: TextIO) -> None:
    for chunk in form.chunks(records):
        stream.write(chunk)


Paths = Annotated[
    list[str], typer.Argument(metavar="PATH…", help="Files (.txt .html .json .jsonl, also .gz), folders, or - for standard input.")
]


@told
def read(
    paths: Paths,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Published date of the reports that give none (2021-11-23).")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Outlet of the reports that name none.")] = None,
    url: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Address of the report, where it gives none.")] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="Form of the output.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")] = None,
) -> None:
    """Read reports and print their minutes."""
    check_date(published)
    run = Run()
    reader = pipeline.load()
    form = forms(width=WIDTH if output else width(), colour=colour() and output is None)[format.value]
    found = sources(paths, published=published, outlet=outlet, url=url)
    with (
        writing(output) if output else nullcontext(sys.stdout) as stream,
        counted(run, wanted=bool(output) or not sys.stdout.isatty()) as step,
    ):

        def records() -> Iterator[Record]:
            for _, record in each(found, run, reader.read):
                step()
                yield record

        _write(form, records(), stream)
    if output:
        tell(f"{run.read} reports written to {output}" + (f", {run.failed} failed" if run.failed else ""))
    raise typer.Exit(run.code())


@told
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file as for `mahdar read`, or - for standard input.")],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Published date, where the report gives none.")] = None,
) -> None:
    """Tell for every value the words it was read from, how, by which rule, and what was nearly read."""
    check_date(published)
    run = Run()
    reader = pipeline.load()
    found = sources([file], published=published, outlet=None, url=None)
    named: set[str] = set()
    for number, (_, explanation) in enumerate(each(found, run, reader.explain)):
        columns = width()
        sys.stdout.write(("\n" if number else "") + explained.text_of(explanation, width=columns, colour=colour()))
        named |= explained.rules_of(explanation)
    if run.read:
        sys.stdout.write("\n" + explained.legend(dict(map(meaning, named)), width=width()))
    raise typer.Exit(run.code())


@told
def demo(
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the minutes as a page here.")] = None,
) -> None:
    """Read the reports that come with the program, print their minutes and write them as a page."""
    run = Run()
    reader = pipeline.load()
    with as_file(files("mahdar") / "demo" / "reports.jsonl") as bundled:
        records = [r for _, r in each(sources([str(bundled)], published=None, outlet=None, url=None), run, reader.read)]
    _write(forms(width=width(), colour=colour())["table"], iter(records), sys.stdout)
    event = _most_telling(records)
    if event is not None:
        out(f"\n{'═' * width()}\nONE EVENT, SEVERAL REPORTS\n\n{render.wrapped(render.text(event), width())}")
    sys.stdout.flush()
    target = html or Path(DEMO_PAGE)
    with writing(target) as stream:
        stream.write(page(records, heading="Minutes of the demonstration reports", closing=render.html(event) if event else ""))
    engagements, statements = sum(len(r.engagements) for r in records), sum(len(r.statements) for r in records)
    out(f"\n{run.read} reports, {engagements} engagements, {statements} statements. The page: {target.absolute()}")
    raise typer.Exit(run.code())
