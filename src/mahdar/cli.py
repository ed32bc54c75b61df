"""The command line: what a person types goes in, minutes come out. Gathers the commands of `mahdar.commands` and ends in order.

Results go to standard output (or to --output), everything else to standard error. Exit codes: 0 all was read, 1 some of it could not be
read or the check found errors, 2 wrong use, 130 stopped by the keyboard. A reader that closes the pipe ends the program quietly.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import sys
from typing import Annotated, NoReturn

import typer

from mahdar import __version__, commands
from mahdar.commands.say import DEBUG, PIPE_CLOSED, SOME_FAILED, STOPPED, fault, tell

__all__ = ["PIPE_CLOSED", "STOPPED", "app", "main"]

app = typer.Typer(
    name="mahdar",
    help="Reads the news of diplomacy and keeps the minutes: who met, called or visited whom, and who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# Modules of the commands of every day: first in the help, and loaded only as far as the command that is asked for, so that it starts at once.
FIRST = ("read", "demo", "checking")


def _register(name: str) -> set[str]:
    """Register the commands of a module; gives the names of all that are registered."""
    module = importlib.import_module(f"{commands.__name__}.{name}")
    if hasattr(module, "register"):
        module.register(app)
    return {str(c.name or getattr(c.callback, "__name__", "")) for c in app.registered_commands}


def gather(word: str = "") -> None:
    """Register the commands of every module in `mahdar.commands` that has some; for a first `word` that is a command of the first modules
    none behind its own, for the others take a second to load."""
    if not any(word in _register(name) for name in FIRST):
        for name in sorted(m.name for m in pkgutil.iter_modules(commands.__path__) if m.name not in FIRST):
            _register(name)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"mahdar {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Reads the news of diplomacy and keeps the minutes: who met, called or visited whom, and who said what."""


gather(sys.argv[1] if len(sys.argv) > 1 else "")


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
        tell(f"{fault(error)}; set {DEBUG}=1 for details")
        sys.exit(SOME_FAILED)


if __name__ == "__main__":
    main()
