"""Commands about names: `names` compares pairs, `romanise` spells names in Latin letters, `world import` brings lists of persons.

Tables and words go in, tables come out; what could not be used is told on standard error with its line, and the rest goes on. Exit codes as
in the rest of the program: 0 all was used, 1 some of it could not be, 2 wrong use.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer

from mahdar.commands.say import SOME_FAILED, WRONG_USE, fail, tell, told
from mahdar.resolve.compare import compare
from mahdar.resolve.imported import Kept, Problem, Store, bring, data_file
from mahdar.resolve.romanise import load, words_of

ADDED = ("score", "match", "why")
# So many complaints of one file are told one by one; the rest are counted.
TOLD = 20
# Where words come from that are no lines of a file.
ARGUMENT = "argument"

world = typer.Typer(help="Facts of the world that you bring yourself.", no_args_is_help=True)


class _Complaints:
    """Tells the first complaints one by one and counts the others."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, message: str) -> None:
        self.count += 1
        if self.count <= TOLD:
            tell(message)

    def end(self) -> None:
        if self.count > TOLD:
            tell(f"and {self.count - TOLD} more like these")


def _file(path: Path) -> None:
    """Ends the program with a clear line where there is no file."""
    if path.is_dir():
        fail(f"{path}: a folder, not a file", WRONG_USE)
    if not path.exists():
        fail(f"{path}: no such file", WRONG_USE)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """The file, or standard input for `-`. Ends the program with a clear line where there is none."""
    if path == "-":
        yield sys.stdin.buffer
        return
    _file(Path(path))
    with Path(path).open("rb") as stream:
        yield stream


def _lines(stream: Iterable[bytes], name: str, complain: _Complaints) -> Iterator[tuple[int, str]]:
    """Numbered lines; one that is not UTF-8 is told and read with replacement characters."""
    for number, raw in enumerate(stream, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            complain(f"{name}, line {number}: not UTF-8; unreadable letters are replaced")
            text = raw.decode("utf-8", errors="replace")
        yield number, text.rstrip("\r\n")


def compared(lines: Iterable[tuple[int, str]], name: str, complain: _Complaints) -> Iterator[str]:
    """Lines of the table with score, match and why added; raises ValueError when the header lacks `a` or `b`."""
    numbered = iter(lines)
    header = next(numbered, (1, ""))[1].split("\t")
    if "a" not in header or "b" not in header:
        raise ValueError(f"{name}, line 1: columns `a` and `b` are needed, found: {', '.join(h for h in header if h) or 'nothing'}")
    kept = [i for i, column in enumerate(header) if column not in ADDED]
    if len(kept) < len(header):
        complain(f"{name}, line 1: columns named score, match or why are replaced")
    at_a, at_b = header.index("a"), header.index("b")
    yield "\t".join([*(header[i] for i in kept), *ADDED])
    for number, line in numbered:
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(header):
            complain(f"{name}, line {number}: {len(cells)} cells for {len(header)} columns; the last are left out")
        cells += [""] * (len(header) - len(cells))
        a, b = cells[at_a].strip(), cells[at_b].strip()
        own = [cells[i] for i in kept]
        if not a or not b:
            complain(f"{name}, line {number}: no name in column {'a' if not a else 'b'}")
            yield "\t".join([*own, "0", "0", "no name to compare"])
            continue
        judged = compare(a, b)
        yield "\t".join([*own, f"{judged.score:.4f}", str(int(judged.match)), " | ".join(judged.why).replace("\t", " ")])


@told
def names(
    pairs: Annotated[str, typer.Argument(metavar="PAIRS.tsv", help="A table with the columns a and b, or - for standard input.")],
) -> None:
    """Tell for pairs of names whether they can be one person, with score and reasons."""
    complain = _Complaints()
    with _opened(pairs) as stream:
        try:
            for line in compared(_lines(stream, pairs, complain), pairs, complain):
                typer.echo(line)
        except ValueError as error:
            fail(str(error), WRONG_USE)
    complain.end()
    raise typer.Exit(SOME_FAILED if complain.count else 0)


@told
def romanise(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD…", help="Names in Arabic letters; none: lines of standard input.")
    ] = None,
    file: Annotated[str | None, typer.Option("--file", "-f", metavar="FILE", help="Read names from this file, one a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Spell names in Latin letters: the three best spellings of each with their probabilities."""
    complain = _Complaints()
    model = load()
    if words:
        _romanised(enumerate(words, 1), ARGUMENT, model.name, as_json, complain)
    else:
        with _opened(file or "-") as stream:
            _romanised(_lines(stream, file or "standard input", complain), file or "standard input", model.name, as_json, complain)
    complain.end()
    raise typer.Exit(SOME_FAILED if complain.count else 0)


def _romanised(lines: Iterable[tuple[int, str]], name: str, spell: object, as_json: bool, complain: _Complaints) -> None:
    assert callable(spell)
    for number, line in lines:
        if not line.strip() and name != ARGUMENT:
            continue
        text = line.split("\t")[0].strip()
        if not words_of(text):
            complain(f"{name}, line {number}: no Arabic letters in {text[:40]!r}")
        best = spell(text)
        if as_json:
            typer.echo(
                msgspec.json.encode({"word": text, "spellings": [{"spelling": s, "probability": round(p, 4)} for s, p in best]}).decode()
            )
        else:
            typer.echo("\t".join([text, *(f"{s}\t{p:.3f}" for s, p in best)]))


@world.command("import")
@told
def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Persons: FollowTheMoney JSON lines, Wikidata JSON dump lines, or CSV; also .gz and .bz2."),
    ],
    into: Annotated[Path | None, typer.Option("--into", metavar="FILE", help="Keep them here instead of the user's data folder.")] = None,
) -> None:
    """Bring a list of persons (a million is fine); they become candidates when names are resolved."""
    _file(file)
    target = into or data_file()
    complain = _Complaints()
    kept = Kept()
    try:
        opened = Store(target)
    except OSError as error:
        fail(f"{target}: {error.strerror or error}", SOME_FAILED)
    with opened as store:
        for item in bring(file, store):
            if isinstance(item, Problem):
                complain(str(item))
            else:
                kept = item
    complain.end()
    typer.echo(
        f"{kept.persons} persons with {kept.names} names and {kept.offices} offices kept in {target}; {kept.passed} entries were no persons"
    )
    if kept.replaced:
        typer.echo(f"{kept.replaced} identifiers were there before and were brought up to date")
    raise typer.Exit(SOME_FAILED if complain.count else 0)


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command("names")(names)
    app.command("romanise")(romanise)
    app.add_typer(world, name="world")
