"""The command line: what a person types goes in, minutes come out. The only module that prints.

Results go to standard output (or to --output), everything else to standard error. Exit codes: 0 all was read, 1 some of it could not be
read or the check found errors, 2 wrong use, 130 stopped by the keyboard. A reader that closes the pipe ends the program quietly.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec, TextIO, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from mahdar import __version__, pipeline
from mahdar.check import lint, schema
from mahdar.check import score as scoring
from mahdar.export import explained
from mahdar.export.forms import Form, forms
from mahdar.export.output import OutputError, writing
from mahdar.export.page import page
from mahdar.ingest.files import Failure, iso_date, sources
from mahdar.model import Record, Source
from mahdar.packs import HOME, PackError

ALL_READ, SOME_FAILED, WRONG_USE, STOPPED, PIPE_CLOSED = 0, 1, 2, 130, 141
WIDTH = 80
WIDEST = 110
DEMO_PAGE = "mahdar-demo.html"
# Set to see the full traceback of a fault in the program itself.
DEBUG = "MAHDAR_DEBUG"

P = ParamSpec("P")
T = TypeVar("T")

app = typer.Typer(
    name="mahdar",
    help="Reads the news of diplomacy and keeps the minutes: who met, called or visited whom, and who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """Forms of output of `mahdar read`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    markdown = "markdown"


# ---------------------------------------------------------------- saying things
def _tell(message: str) -> None:
    """One line to standard error; a reader that went away is no reason to stop."""
    line = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(message.split()))
    with suppress(OSError, ValueError):
        print(f"mahdar: {line}", file=sys.stderr, flush=True)


def _fail(message: str, code: int) -> NoReturn:
    _tell(message)
    raise typer.Exit(code)


def _fault(error: Exception) -> str:
    return f"a fault in the program ({type(error).__name__}: {error})"


def _told(command: Callable[P, T]) -> Callable[P, T]:
    """Wrap a command so that whatever ends it ends in one line and an exit code, never in a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            result = command(*args, **kwargs)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            _drop_output()
            raise typer.Exit(PIPE_CLOSED) from None
        except KeyboardInterrupt:
            _fail("stopped", STOPPED)
        except (OutputError, PackError) as error:
            _fail(str(error), SOME_FAILED)
        except OSError as error:
            _drop_output()
            what = f"{error.filename}: " if error.filename else "output: "
            _fail(f"{what}{(error.strerror or str(error)).lower()}", SOME_FAILED)
        except MemoryError:
            _fail("not enough memory for this input; give it in smaller files", SOME_FAILED)

    return run


def _drop_output() -> None:
    """After a failed write to standard output (closed pipe, full disk) let what is still in its buffer go nowhere: Python's own last flush
    would raise again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _width() -> int:
    """Columns of the terminal, within what reads well; 80 when there is none."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(40, min(os.get_terminal_size(sys.stdout.fileno()).columns, WIDEST))


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


# ---------------------------------------------------------------- reading
class _Run(msgspec.Struct):
    """What happened while reports were read."""

    read: int = 0
    failed: int = 0

    def code(self) -> int:
        return SOME_FAILED if self.failed else ALL_READ


def _failure(run: _Run, failure: Failure) -> None:
    run.failed += failure.fatal
    _tell(str(failure) if failure.fatal else f"warning: {failure}")


def _each(found: Iterable[Source | Failure], run: _Run, read: Callable[[Source], T]) -> Iterator[tuple[Source, T]]:
    """Read one report after another; one that fails is told and the rest goes on."""
    for item in found:
        if isinstance(item, Failure):
            _failure(run, item)
            continue
        try:
            result = read(item)
        except (PackError, MemoryError):
            raise
        except Exception as error:  # a fault of the program must not take the other reports with it
            if os.environ.get(DEBUG):
                raise
            run.failed += 1
            _tell(f"{item.id}: could not be read: {_fault(error)}; set {DEBUG}=1 for details")
            continue
        run.read += 1
        yield item, result


def _check_date(published: str | None) -> None:
    if published is not None and iso_date(published) is None:
        _fail(f"--published: {published!r} is not a date (2021-11-23)", WRONG_USE)


@contextmanager
def _progress(run: _Run, *, wanted: bool) -> Iterator[Callable[[], None]]:
    """A moving count on standard error for long work; only on a terminal, and not between lines that are printed on one."""
    if not wanted or not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (
        TextColumn("reading"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed:.0f} reports, {task.fields[failed]} failed"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task: TaskID = bar.add_task("reading", total=None, failed=0)

        def step() -> None:
            bar.update(task, completed=run.read, failed=run.failed)

        yield step


def _write(form: Form, records: Iterator[Record], stream: TextIO) -> None:
    for chunk in form.chunks(records):
        stream.write(chunk)


Paths = Annotated[
    list[str], typer.Argument(metavar="PATH…", help="Files (.txt .html .json .jsonl, also .gz), folders, or - for standard input.")
]


@app.command()
@_told
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
    _check_date(published)
    run = _Run()
    reader = pipeline.load()
    form = forms(width=WIDTH if output else _width(), colour=_colour() and output is None)[format.value]
    found = sources(paths, published=published, outlet=outlet, url=url)
    with (
        writing(output) if output else nullcontext(sys.stdout) as stream,
        _progress(run, wanted=bool(output) or not sys.stdout.isatty()) as step,
    ):

        def records() -> Iterator[Record]:
            for _, record in _each(found, run, reader.read):
                step()
                yield record

        _write(form, records(), stream)
    if output:
        _tell(f"{run.read} reports written to {output}" + (f", {run.failed} failed" if run.failed else ""))
    raise typer.Exit(run.code())


@app.command()
@_told
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file as for `mahdar read`, or - for standard input.")],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Published date, where the report gives none.")] = None,
) -> None:
    """Tell for every value the words it was read from, how, by which rule, and what was nearly read."""
    _check_date(published)
    run = _Run()
    reader = pipeline.load()
    found = sources([file], published=published, outlet=None, url=None)
    for number, (_, explanation) in enumerate(_each(found, run, reader.explain)):
        width = max(_width(), explained.WIDTH)
        sys.stdout.write(("\n" if number else "") + explained.text_of(explanation, width=width, colour=_colour()))
    raise typer.Exit(run.code())


@app.command()
@_told
def demo(
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the minutes as a page here.")] = None,
) -> None:
    """Read the reports that come with the program, print their minutes and write them as a page."""
    run = _Run()
    reader = pipeline.load()
    with as_file(files("mahdar") / "demo" / "reports.jsonl") as bundled:
        records = [r for _, r in _each(sources([str(bundled)], published=None, outlet=None, url=None), run, reader.read)]
    _write(forms(width=_width(), colour=_colour())["table"], iter(records), sys.stdout)
    sys.stdout.flush()
    target = html or Path(DEMO_PAGE)
    with writing(target) as stream:
        stream.write(page(records, heading="Minutes of the demonstration reports"))
    engagements, statements = sum(len(r.engagements) for r in records), sum(len(r.statements) for r in records)
    print(f"\n{run.read} reports, {engagements} engagements, {statements} statements. The page: {target.absolute()}")
    raise typer.Exit(run.code())


# ---------------------------------------------------------------- checking
@app.command()
@_told
def check(
    root: Annotated[
        Path | None, typer.Option("--root", metavar="FOLDER", help="Check this folder (with lang/ and world/) instead.")
    ] = None,
    errors_only: Annotated[bool, typer.Option("--errors", help="Print errors only, no warnings.")] = False,
) -> None:
    """Check the language packs and the world data; exit 1 when an error is found."""
    if root is not None and not root.is_dir():
        _fail(f"--root: {root} is not a folder", WRONG_USE)
    checker = lint.Lint(root or HOME)
    findings = checker.run()
    for finding in findings:
        if finding.level == lint.ERROR or not errors_only:
            print(finding)
    errors = sum(f.level == lint.ERROR for f in findings)
    print(f"{checker.files} files, {errors} errors, {len(findings) - errors} warnings")
    raise typer.Exit(SOME_FAILED if errors else ALL_READ)


def _gold(path: Path) -> dict[str, scoring.Answer]:
    """Gold answers by id. Ends the program with file and line when a line is not one."""
    out: dict[str, scoring.Answer] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            for n, line in enumerate(stream, 1):
                if line.strip():
                    answer = msgspec.json.decode(line)
                    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str) or "engagements" not in answer:
                        _fail(f"{path}, line {n}: not a gold answer: `id` and `engagements` are needed", WRONG_USE)
                    out[answer["id"]] = answer
    except msgspec.DecodeError as error:
        _fail(f"{path}, line {n}: not JSON ({error})", WRONG_USE)
    except UnicodeDecodeError:
        _fail(f"{path}: not UTF-8", WRONG_USE)
    if not out:
        _fail(f"{path}: no gold answers", WRONG_USE)
    return out


def _built(record: Record) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(record)
    return built


@app.command()
@_told
def score(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold answers, one JSON object a line.")],
    reports: Annotated[list[str], typer.Argument(metavar="REPORTS…", help="The reports that they answer, as for `mahdar read`.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    misses: Annotated[int, typer.Option(metavar="N", min=0, help="List so many engagements that were missed or are extra.")] = 0,
) -> None:
    """Read reports and measure the result against gold answers."""
    answers = _gold(gold)
    run = _Run()
    reader = pipeline.load()
    found = sources(reports, published=None, outlet=None, url=None)
    with _progress(run, wanted=True) as step:
        got = {}
        for source, record in _each(found, run, reader.read):
            got[source.id] = _built(record)
            step()
    tally = scoring.score(answers, got)
    figures = tally.figures()
    absent = len(answers.keys() - got.keys())
    if as_json:
        print(msgspec.json.encode({"reports": len(answers), "absent": absent, "all": figures}).decode())
    else:
        print(f"{len(answers)} reports, {absent} absent from the predictions\n\nall")
        print("\n".join(scoring.lines(figures)))
        for miss in tally.misses[:misses]:
            e = miss.engagement
            who = " | ".join(str(p.get("name") or p.get("affiliation")) for p in e.get("participants", []))
            print(f"{miss.what:7}{miss.report}  {e.get('kind')} {e.get('status')} {e.get('date')} {who}")
    raise typer.Exit(run.code())


@app.command(name="schema")
@_told
def print_schema() -> None:
    """Print the JSON Schema of a record."""
    sys.stdout.write(schema.shipped())


# ---------------------------------------------------------------- the program
def _version(wanted: bool) -> None:
    if wanted:
        print(f"mahdar {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Reads the news of diplomacy and keeps the minutes: who met, called or visited whom, and who said what."""


def _terminated(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main() -> None:
    """Entry point of the `mahdar` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # A polite end also removes the temporary file of an output that is not finished.
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app()
    except Exception as error:  # what gets here is a fault of the program; its user gets a line, not a traceback
        if os.environ.get(DEBUG):
            raise
        _tell(f"{_fault(error)}; set {DEBUG}=1 for details")
        sys.exit(SOME_FAILED)


if __name__ == "__main__":
    main()
