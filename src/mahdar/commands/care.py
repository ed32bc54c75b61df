"""`mahdar store …`: a store is looked after: backed up, brought back, checked, brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mahdar.commands.say import ALL_WELL, SOME_FAILED, At, opened, out, progress, store_class, told

app = typer.Typer(no_args_is_help=True, help="Look after the store: back it up, bring it back, check it.", rich_markup_mode=None)


def register(main: typer.Typer) -> None:
    """Put `store` into an application."""
    main.add_typer(app, name="store")


@app.command()
@told
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; a file that is there is replaced when the new one is whole.")],
    store: At = None,
) -> None:
    """Write the whole store to one file. It can be brought back on SQLite and on PostgreSQL."""
    with opened(store) as kept, progress("rows written") as step:
        rows = kept.backup(file, step)
    out(f"{rows['reports']} reports, {rows['claims']} claims, {rows['decisions']} decisions written to {file}")


@app.command()
@told
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `mahdar store backup` wrote.")],
    store: At = None,
) -> None:
    """Make a store of a backup, at an address where there is none."""
    with progress("rows read") as step:
        rows = store_class().restore(file, store, step)
    out(f"{rows['reports']} reports, {rows['claims']} claims, {rows['decisions']} decisions restored")


@app.command()
@told
def verify(store: At = None) -> None:
    """Check the whole store: pages, rows, the view, every quotation; exit 1 when something is wrong."""
    with opened(store) as kept, progress("reports checked") as step:
        found = kept.verify(step)
        number = kept.totals()["reports"]
    for line in found:
        out(line)
    out(f"{number} reports checked, {len(found)} faults")
    raise typer.Exit(SOME_FAILED if found else ALL_WELL)


@app.command()
@told
def migrate(store: At = None) -> None:
    """Bring the store of an older program up to date. An embedded store is copied beside itself before."""
    before, after, copy = store_class().migrate(store)
    if before == after:
        out(f"the store is up to date (schema {after})")
    else:
        out(f"schema {before} brought up to {after}" + (f"; the store as it was: {copy}" if copy else ""))


@app.command()
@told
def rebuild(store: At = None) -> None:
    """Make the view and the search index anew from claims and decisions."""
    with opened(store) as kept:
        out(f"view and index of {kept.rebuild()} reports made anew")


@app.command()
@told
def reindex(store: At = None) -> None:
    """Make the search index anew."""
    with opened(store) as kept:
        out(f"index of {kept.search_index.index.rebuild()} reports made anew")
