"""`mahdar demo`: the bundled reports go in, their minutes come out, printed and as a page."""

from __future__ import annotations

import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from mahdar import pipeline
from mahdar.commands.reports import Run, each
from mahdar.commands.say import colour, out, told, width
from mahdar.export.forms import forms
from mahdar.export.output import writing
from mahdar.export.page import page
from mahdar.ingest.files import sources
from mahdar.merge import render
from mahdar.merge.compare import richest
from mahdar.merge.group import group
from mahdar.merge.model import Comparison
from mahdar.model import Record

DEMO_PAGE = "mahdar-demo.html"


def register(app: typer.Typer) -> None:
    """Put the command into an application."""
    app.command()(demo)


def _most_telling(records: list[Record]) -> Comparison | None:
    """Of the events that several of the reports tell, the one whose accounts differ most."""
    by_id = {record.id: record for record in records}
    told = [[by_id[report] for report in dict.fromkeys(t.report for t in event.told)] for event in group(records)[0]]
    return richest(reports for reports in told if len(reports) > 1)


@told
def demo(
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the minutes as a page here.")] = None,
) -> None:
    """Read the reports that come with the program, print their minutes and write them as a page."""
    run = Run()
    reader = pipeline.load()
    with as_file(files("mahdar") / "demo" / "reports.jsonl") as bundled:
        records = [r for _, r in each(sources([str(bundled)], published=None, outlet=None, url=None), run, reader.read)]
    for chunk in forms(width=width(), colour=colour())["table"].chunks(iter(records)):
        sys.stdout.write(chunk)
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
