"""What commands share: how they speak, how they end, and how they open a store.

Results go to standard output, everything else to standard error. Exit codes: 0 all was well, 1 some of it failed, 2 wrong use, 130 stopped
by the keyboard, 141 the reader of the output went away.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec, TypeVar, cast

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mahdar.export.output import OutputError
from mahdar.packs import PackError
from mahdar.store.errors import QueryError, StoreError

if TYPE_CHECKING:
    from mahdar.store.api import Store

ALL_WELL, SOME_FAILED, WRONG_USE, STOPPED, PIPE_CLOSED = 0, 1, 2, 130, 141
WIDTH, WIDEST = 80, 110
# Set to see the full traceback of a fault in the program itself.
DEBUG = "MAHDAR_DEBUG"
P = ParamSpec("P")
T = TypeVar("T")

At = Annotated[
    str | None,
    typer.Option("--store", metavar="ADDRESS", help="The store: a file, or postgresql://user@host/name. Else MAHDAR_STORE, else your own."),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides this. Else MAHDAR_WHO, else your login.")]
Why = Annotated[str, typer.Option("--why", metavar="WORDS", help="Why: where it is known from.")]


def tell(message: str) -> None:
    """One line to standard error; a reader that went away is no reason to stop."""
    line = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(message.split()))
    with suppress(OSError, ValueError):
        typer.echo(f"mahdar: {line}", err=True)


def fail(message: str, code: int) -> NoReturn:
    """Say why and end."""
    tell(message)
    raise typer.Exit(code)


def fault(error: Exception) -> str:
    """A fault of the program itself, in words."""
    return f"a fault in the program ({type(error).__name__}: {error})"


def out(text: str) -> None:
    """A line of the result. Half of a surrogate pair becomes a question mark, not a fault."""
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Let a command end in one line and an exit code, never in a traceback."""

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
            fail("stopped; what was done before is kept", STOPPED)
        except QueryError as error:
            fail(str(error), WRONG_USE)
        except (OutputError, PackError, StoreError) as error:
            fail(str(error), SOME_FAILED)
        except OSError as error:
            _drop_output()
            what = f"{error.filename}: " if error.filename else "output: "
            fail(f"{what}{(error.strerror or str(error)).lower()}", SOME_FAILED)
        except MemoryError:
            fail("not enough memory for this", SOME_FAILED)

    return run


def _drop_output() -> None:
    """Let what is still to be written go nowhere: Python's own last flush would raise again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def width() -> int:
    """Columns of the terminal, within what reads well; 80 when there is none."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(40, min(os.get_terminal_size(sys.stdout.fileno()).columns, WIDEST))


def colour() -> bool:
    """Whether the output is a terminal that wants colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def store_class() -> type[Store]:
    """The store, whose libraries are an extra of the package."""
    try:
        module = importlib.import_module("mahdar.store.api")
    except ModuleNotFoundError as error:
        fail(f"the store needs more packages ({error.name} is missing): pip install 'mahdar[store]'", WRONG_USE)
    return cast("type[Store]", module.Store)


@contextmanager
def opened(address: str | None, *, create: bool = False) -> Iterator[Store]:
    """A store, closed when the block ends; made where there is none only by commands that put something in."""
    try:
        with store_class().open(address, create=create) as store:
            yield store
    except ModuleNotFoundError as error:
        fail(f"a store on a server needs more packages ({error.name} is missing): pip install 'mahdar[postgres]'", WRONG_USE)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """A moving count on standard error for long work, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn(what), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, completed=done)


def linked(store: Store) -> None:
    """Work out who is who in a store that an older program filled, which takes a while."""
    with progress("who is who: reports") as step:
        store.link_all(step)
