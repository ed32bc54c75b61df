"""What the commands that read reports share: one after another, faults told and counted, a count on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from mahdar.commands.say import ALL_WELL, DEBUG, SOME_FAILED, WRONG_USE, fail, fault, tell
from mahdar.ingest.files import Failure, iso_date
from mahdar.model import Source
from mahdar.packs import PackError

T = TypeVar("T")


class Run(msgspec.Struct):
    """What happened while reports were read."""

    read: int = 0
    failed: int = 0

    def code(self) -> int:
        return SOME_FAILED if self.failed else ALL_WELL


def failure(run: Run, failure: Failure) -> None:
    run.failed += failure.fatal
    tell(str(failure) if failure.fatal else f"warning: {failure}")


def each(found: Iterable[Source | Failure], run: Run, read: Callable[[Source], T]) -> Iterator[tuple[Source, T]]:
    """Read one report after another; one that fails is told and the rest goes on."""
    for item in found:
        if isinstance(item, Failure):
            failure(run, item)
            continue
        try:
            result = read(item)
        except (PackError, MemoryError):
            raise
        except Exception as error:  # a fault of the program must not take the other reports with it
            if os.environ.get(DEBUG):
                raise
            run.failed += 1
            tell(f"{item.id}: could not be read: {fault(error)}; set {DEBUG}=1 for details")
            continue
        run.read += 1
        yield item, result


def check_date(published: str | None) -> None:
    if published is not None and iso_date(published) is None:
        fail(f"--published: {published!r} is not a date (2021-11-23)", WRONG_USE)


@contextmanager
def counted(run: Run, *, wanted: bool) -> Iterator[Callable[[], None]]:
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
