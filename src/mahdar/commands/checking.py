"""`mahdar check`, `score` and `schema`: is the data sound, how well are reports read, what does a record look like."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from mahdar import pipeline
from mahdar.check import lint, schema
from mahdar.check import score as scoring
from mahdar.commands.reports import Run, counted, each
from mahdar.commands.say import ALL_WELL, SOME_FAILED, WRONG_USE, fail, out, told
from mahdar.ingest.files import sources
from mahdar.model import Record
from mahdar.packs import HOME


def register(app: typer.Typer) -> None:
    """Put the commands into an application."""
    app.command()(check)
    app.command()(score)
    app.command(name="schema")(print_schema)


@told
def check(
    root: Annotated[
        Path | None, typer.Option("--root", metavar="FOLDER", help="Check this folder (with lang/ and world/) instead.")
    ] = None,
    errors_only: Annotated[bool, typer.Option("--errors", help="Print errors only, no warnings.")] = False,
) -> None:
    """Check the language packs and the world data; exit 1 when an error is found."""
    if root is not None and not root.is_dir():
        fail(f"--root: {root} is not a folder", WRONG_USE)
    checker = lint.Lint(root or HOME)
    findings = checker.run()
    for finding in findings:
        if finding.level == lint.ERROR or not errors_only:
            out(str(finding))
    errors = sum(f.level == lint.ERROR for f in findings)
    out(f"{checker.files} files, {errors} errors, {len(findings) - errors} warnings")
    raise typer.Exit(SOME_FAILED if errors else ALL_WELL)


def _gold(path: Path) -> dict[str, scoring.Answer]:
    """Gold answers by id. Ends the program with file and line when a line is not one."""
    out: dict[str, scoring.Answer] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            for n, line in enumerate(stream, 1):
                if line.strip():
                    answer = msgspec.json.decode(line)
                    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str) or "engagements" not in answer:
                        fail(f"{path}, line {n}: not a gold answer: `id` and `engagements` are needed", WRONG_USE)
                    out[answer["id"]] = answer
    except msgspec.DecodeError as error:
        fail(f"{path}, line {n}: not JSON ({error})", WRONG_USE)
    except UnicodeDecodeError:
        fail(f"{path}: not UTF-8", WRONG_USE)
    if not out:
        fail(f"{path}: no gold answers", WRONG_USE)
    return out


def _built(record: Record) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(record)
    return built


@told
def score(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold answers, one JSON object a line.")],
    reports: Annotated[list[str], typer.Argument(metavar="REPORTS…", help="The reports that they answer, as for `mahdar read`.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    misses: Annotated[int, typer.Option(metavar="N", min=0, help="List so many engagements that were missed or are extra.")] = 0,
) -> None:
    """Read reports and measure the result against gold answers."""
    answers = _gold(gold)
    run = Run()
    reader = pipeline.load()
    found = sources(reports, published=None, outlet=None, url=None)
    with counted(run, wanted=True) as step:
        got = {}
        for source, record in each(found, run, reader.read):
            got[source.id] = _built(record)
            step()
    tally = scoring.score(answers, got)
    figures = tally.figures()
    absent = len(answers.keys() - got.keys())
    if as_json:
        out(msgspec.json.encode({"reports": len(answers), "absent": absent, "all": figures}).decode())
    else:
        out(f"{len(answers)} reports, {absent} absent from the predictions\n\nall")
        out("\n".join(scoring.lines(figures)))
        for miss in tally.misses[:misses]:
            e = miss.engagement
            who = " | ".join(str(p.get("name") or p.get("affiliation")) for p in e.get("participants", []))
            out(f"{miss.what:7}{miss.report}  {e.get('kind')} {e.get('status')} {e.get('date')} {who}")
    raise typer.Exit(run.code())


@told
def print_schema() -> None:
    """Print the JSON Schema of a record."""
    sys.stdout.write(schema.shipped())
