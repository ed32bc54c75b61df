"""`mahdar collect`, `mahdar sources …`: what a person types goes in, progress and a summary come out.

Results go to standard output, progress and troubles to standard error. Exit codes as everywhere: 0 all went well, 1 something failed (it
is on record), 2 wrong use, 130 stopped by the keyboard.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mahdar.commands.say import ALL_WELL, SOME_FAILED, WRONG_USE, fail, tell, told

if TYPE_CHECKING:
    from mahdar.ingest.collect.desk import Desk

HOME = Path("mahdar-archive")
SOURCES = Path("sources.toml")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LINE_EVERY = 10.0  # seconds between two lines of progress where there is no terminal

Home = Annotated[Path, typer.Option("--home", metavar="FOLDER", help="The folder of the archive.")]
Sources = Annotated[
    Path | None, typer.Option("--sources", metavar="FILE", help="The list of sources, TOML or OPML (sources.toml where there is one).")
]
Bundled = Annotated[bool, typer.Option("--bundled", help="Take the list that comes with the program. None of its addresses was verified.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="NAME", help="Only this source; may be given several times.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Private = Annotated[bool, typer.Option("--private", help="Allow addresses that are not public: this machine, the house's own network.")]
Wait = Annotated[float, typer.Option("--wait", metavar="SECONDS", min=0, help="Time between two requests to a host.")]
Contact = Annotated[str | None, typer.Option("--contact", metavar="ADDRESS", help="How servers can reach you: sent with every request.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell each failure as it happens.")]

sources_app = typer.Typer(no_args_is_help=True, help="Try sources, see how they are doing, see what changed.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Put the commands of collecting into an application."""
    app.command(name="collect")(collect)
    sources_app.command(name="reread")(reread)
    app.add_typer(sources_app, name="sources")


def alone() -> None:
    """`collect` as a program of its own."""
    typer.run(collect)


def _desk() -> type[Desk]:
    """The engine of collecting, an optional extra."""
    try:
        module = importlib.import_module("mahdar.ingest.collect.desk")
    except ModuleNotFoundError as error:
        fail(f"collecting needs more packages ({error.name} is missing): pip install 'mahdar[collect]'", WRONG_USE)
    return cast("type[Desk]", module.Desk)


@contextmanager
def _open(home: Path, *, durable: bool = True, write: bool = True) -> Iterator[Desk]:
    """The desk of a folder, locked against a second run where it writes."""
    if not write and not home.is_dir():
        fail(f"{home}: no such folder; collect something first", WRONG_USE)
    desk = _desk()
    with desk.opened(home, durable=durable, write=write) as found:
        if isinstance(found, str):
            fail(found, SOME_FAILED)
        yield found


def _seconds(value: str) -> float:
    """`10m`, `90s`, `2h`, `1d` as seconds. Ends the program where it is none of these."""
    m = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", value.strip().lower())
    if m is None or float(m[1]) <= 0:
        fail(f"--every: {value!r} is no length of time (10m, 90s, 2h)", WRONG_USE)
    return float(m[1]) * _UNITS[m[2] or "s"]


class _Shown:
    """The line of progress: moving on a terminal, else a line now and then; silent with --json off a terminal."""

    def __init__(self, what: str) -> None:
        self._what, self._last = what, time.monotonic()
        self._progress: Progress | None = None
        if sys.stderr.isatty():
            columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task(what, total=None)
            self._progress.start()

    def step(self, line: str) -> None:
        if self._progress is not None:
            self._progress.update(self._task, description=f"{self._what}: {line}")
        elif time.monotonic() - self._last >= _LINE_EVERY:
            self._last = time.monotonic()
            tell(f"{self._what}: {line}")

    def end(self) -> None:
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def _shown(what: str) -> Iterator[Callable[[str], None]]:
    shown = _Shown(what)
    try:
        yield shown.step
    finally:
        shown.end()


def _logs(verbose: bool) -> None:
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="mahdar: %(message)s", stream=sys.stderr)


def _print(value: Any) -> None:
    typer.echo(msgspec.json.encode(value).decode("utf-8", "replace"))


# ---------------------------------------------------------------- collect
@told
def collect(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE…]", help="Files and folders to take in: pages, MHTML, PDF, DOCX, TXT, JSON, JSONL, ZIP, WARC, WET."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="One round over the sources (what happens without --every, too).")] = False,
    every: Annotated[str | None, typer.Option("--every", metavar="TIME", help="Round after round, this long apart (10m).")] = None,
    sources: Sources = None,
    bundled: Bundled = False,
    only: Only = None,
    home: Home = HOME,
    wait: Wait = 1.0,
    contact: Contact = None,
    private: Private = False,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Collect reports: from sources, politely, or from files. What was fetched is kept for good."""
    _logs(verbose)
    if files and (once or every or sources or bundled or only):
        fail("files or sources, not both at once", WRONG_USE)
    if once and every:
        fail("--once or --every, not both", WRONG_USE)
    if files:
        _files(files, home, as_json, verbose)
    pause = _seconds(every) if every else None
    with _open(home) as desk:
        entries = _entries(desk, sources, bundled, only)
        while True:
            begun = time.monotonic()
            with _shown("collecting") as step:
                tally = asyncio.run(desk.round(entries, wait=wait, contact=contact, private=private, told=step, verbose=verbose))
            if as_json:
                _print(tally.figures())
            else:
                typer.echo(desk.summary(tally))
            if pause is None:
                raise typer.Exit(SOME_FAILED if tally.failures else ALL_WELL)
            time.sleep(max(0.0, pause - (time.monotonic() - begun)))


def _files(files: list[Path], home: Path, as_json: bool, verbose: bool) -> NoReturn:
    with _open(home, durable=False) as desk, _shown("taking in") as step:
        tally, troubles = desk.take(files, told=step)
    for line in troubles if verbose else troubles[:20]:
        tell(line)
    if len(troubles) > 20 and not verbose:
        tell(f"and {len(troubles) - 20} more; see `mahdar sources status`")
    if as_json:
        _print(tally.figures())
    else:
        typer.echo(desk.summary(tally))
    raise typer.Exit(SOME_FAILED if tally.failures else ALL_WELL)


def _entries(desk: Desk | type[Desk], sources: Path | None, bundled: bool, only: list[str] | None) -> list[Any]:
    if sources is None and not bundled and not SOURCES.is_file():
        fail("no list of sources: write sources.toml, give --sources FILE, or take --bundled", WRONG_USE)
    found = desk.sources(None if bundled and sources is None else sources or SOURCES, only or [])
    if isinstance(found, str):
        fail(found, WRONG_USE)
    return found


@told
def reread(
    home: Home = HOME,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the reports here, as JSONL.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print the reports as JSONL, for `mahdar read`.")] = False,
    all_again: Annotated[bool, typer.Option("--all", help="Also what the present rules have read already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the archive again with the rules of now, and give out its reports. Earlier readings are kept."""
    with _open(home) as desk, _shown("reading again") as step:
        counts = desk.reread(all_again=all_again, told=step)
        written = 0
        if output is not None or jsonl:
            stream = output.open("wb") if output is not None else sys.stdout.buffer
            for row in desk.lines():
                stream.write(row)
                written += 1
            stream.flush()
            if output is not None:
                stream.close()
    if as_json and not jsonl:
        _print({**msgspec.to_builtins(counts), "written": written})
    else:
        failed = sum(counts.failures.values())
        again = f"{counts.read} versions read again, {counts.differs} otherwise than before"
        typer.echo(f"{again}, {counts.found} found in bodies without one, {failed} failed, {written} reports written", err=jsonl)
    raise typer.Exit(SOME_FAILED if counts.failures else ALL_WELL)


# ---------------------------------------------------------------- sources
@sources_app.command()
@told
def check(
    sources: Sources = None,
    bundled: Bundled = False,
    only: Only = None,
    wait: Wait = 1.0,
    contact: Contact = None,
    private: Private = False,
    as_json: AsJson = False,
) -> None:
    """Try each source: how many articles it names, and whether the first of them can be read. Keeps nothing."""
    desk = _desk()
    entries = _entries(desk, sources, bundled, only)
    with _shown("trying") as step:
        trials = asyncio.run(desk.trials(entries, wait=wait, contact=contact, private=private, told=step))
    if as_json:
        _print(trials)
    else:
        for trial in trials:
            typer.echo(desk.trial_line(trial))
        good = sum(not trial.reason for trial in trials)
        typer.echo(f"{len(trials)} sources, {good} yield reports, {len(trials) - good} do not")
    raise typer.Exit(SOME_FAILED if any(trial.reason for trial in trials) else ALL_WELL)


@sources_app.command()
@told
def status(
    home: Home = HOME,
    failures: Annotated[int, typer.Option(metavar="N", min=0, help="How many of the latest failures to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tell for each source when it answered, what became of its articles, and each failure with its reason."""
    with _open(home, write=False) as desk:
        found = desk.status(failures)
        if as_json:
            _print(found)
        else:
            typer.echo(desk.status_text(found))


@sources_app.command()
@told
def changes(
    address: Annotated[str | None, typer.Argument(metavar="[ADDRESS]", help="Only this article.")] = None,
    home: Home = HOME,
    as_json: AsJson = False,
) -> None:
    """Show what changed in articles that have more than one version."""
    with _open(home, write=False) as desk:
        if as_json:
            _print(desk.changes(address))
        else:
            typer.echo(desk.changes_text(address))
