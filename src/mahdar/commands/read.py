"""`mahdar read` and `explain`: reports go in, minutes come out. Loads nothing that one report does not need."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mahdar import pipeline
from mahdar.commands.reports import Run, check_date, counted, each
from mahdar.commands.say import WIDTH, colour, tell, told, width
from mahdar.export import explained
from mahdar.export.forms import forms
from mahdar.export.output import writing
from mahdar.frame.explain import meaning
from mahdar.ingest.files import sources
from mahdar.model import Record


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
    pipeline.settle()
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

        for chunk in form.chunks(records()):
            stream.write(chunk)
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
