"""Lint of language packs and world data: the folder of the package goes in, findings come out, each with file, line and what to do.

An error is something that makes the engine read wrong or not at all (an unknown code, a broken row); a warning is something that a person
should look at (one form that means two things). What a file must look like stands in `layout`, which is docs/packs.md as data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from mahdar.check import codes
from mahdar.check.layout import LANGUAGE, LANGUAGE_NEEDS, WORD_LISTS, WORLD, WORLD_NEEDS, Column, Layout
from mahdar.text import folded

ERROR = "error"
WARNING = "warning"

# Direction marks, joiners and presentation forms: no text that the engine folds contains them, so a form that does never matches.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad]")
# Persian sets U+200C between the parts of a word; names in world/ are shown as they are spelt.
_JOINED = re.compile(r"(?<=\w)\u200c(?=\w)")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_AT_LINE = re.compile(r"at line (\d+)")
_ENTRY = re.compile(r"^\s*(?:\[\[entry\]\]|\{\s*kind\b)", re.MULTILINE)
# What the answers of paragraph cases may say.
_CASE_KEYS = {"status": codes.STATUSES, "part": codes.PARTS, "role": codes.ROLES, "act": codes.ACTS}
# What an entry of a kind may have as its value, and which keys of a cue name the part that an argument gets.
_ENTRY_VALUES = {"cue": codes.KINDS, "say": codes.ACTS, "status": codes.STATUSES}
_CUE_ARGUMENTS = ("subject", "object", "with", "to", "from", "of", "for", "between", "at", "joined_by")
_CUE_PARTS = codes.PARTS | {"thing", "place"}


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing found: `path` is relative to the package, `line` 0 where it concerns the whole file, `level` error or warning."""

    path: str
    line: int
    level: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.level}: {self.message}"


class Row(msgspec.Struct, frozen=True):
    """A row of a TSV file with its line number."""

    line: int
    cells: dict[str, str]


class _World(msgspec.Struct):
    """The codes that other files may name, gathered from world/ before anything is checked."""

    states: set[str] = set()
    cities: set[str] = set()
    places: set[tuple[str, str]] = set()
    bodies: set[str] = set()
    documents: set[str] = set()


class Lint:
    """Walks the data files of one package and collects findings."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.world = _World()
        self.files = 0

    def run(self) -> list[Finding]:
        """All findings, sorted by file and line."""
        world = self.root / "world"
        self._gather(world)
        self._folder(world, WORLD, WORLD_NEEDS)
        languages = sorted(p for p in (self.root / "lang").glob("*") if p.is_dir() and not p.name.startswith(("_", ".")))
        if not languages:
            self._say("lang", 0, ERROR, "no language pack: expected a folder such as lang/ar with a pack.toml")
        for language in languages:
            self._folder(language, LANGUAGE, LANGUAGE_NEEDS)
        for path in sorted([*(self.root / "kinds").glob("*.toml"), *(self.root / "outlets").rglob("*.toml")]):
            self._toml(path)
        return sorted(self.findings)

    def _say(self, path: Path | str, line: int, level: str, message: str) -> None:
        name = path if isinstance(path, str) else path.relative_to(self.root).as_posix()
        self.findings.append(Finding(name, line, level, message))

    # ------------------------------------------------------------ reading
    def _text(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self._say(path, line, ERROR, "not UTF-8: save the file as UTF-8")
        except OSError as error:
            self._say(path, 0, ERROR, f"can't be read ({error.strerror})")
        return None

    def _rows(self, path: Path, *, quiet: bool = False) -> tuple[list[str], list[Row]]:
        """Header and rows of a TSV file; reports rows that don't fit the header unless `quiet`."""
        text = self._text(path) if path.is_file() else None
        header: list[str] = []
        rows: list[Row] = []
        for n, raw in enumerate((text or "").split("\n"), 1):
            line = raw.rstrip("\r")
            if line.startswith("#"):
                continue
            if not line.strip():
                if not quiet and header and "\t" in line:
                    self._say(path, n, ERROR, "empty row: remove it")
                continue
            cells = line.split("\t")
            if not header:
                header = cells
            elif len(cells) != len(header):
                if not quiet:
                    self._say(path, n, ERROR, f"{len(cells)} cells for {len(header)} columns ({', '.join(header)})")
            else:
                rows.append(Row(n, dict(zip(header, cells, strict=True))))
        return header, rows

    def _gather(self, world: Path) -> None:
        def column(name: str, key: str) -> set[str]:
            return {row.cells.get(key, "") for row in self._rows(world / name, quiet=True)[1]} - {""}

        self.world.states = column("states.tsv", "code")
        self.world.bodies = column("bodies.tsv", "code")
        self.world.documents = column("documents.tsv", "id")
        for row in self._rows(world / "cities.tsv", quiet=True)[1]:
            city, country = row.cells.get("city", ""), row.cells.get("country", "")
            self.world.cities.add(city)
            self.world.places.add((city, country))

    # ------------------------------------------------------------ folders and files
    def _folder(self, folder: Path, layouts: dict[str, Layout], needed: tuple[str, ...]) -> None:
        for name in needed:
            if not (folder / name).is_file():
                self._say(folder / name, 0, ERROR, "missing: every pack needs this file")
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".tsv":
                layout = layouts.get(path.name) if path.parent == folder else None
                if layout is None:
                    self._say(path, 0, WARNING, f"not a file that is read here (known: {', '.join(sorted(layouts))})")
                else:
                    self._table(path, layout)
            elif path.suffix == ".toml":
                self._toml(path)

    def _marks(self, path: Path, text: str) -> None:
        for n, line in enumerate(text.split("\n"), 1):
            if n == 1 and line.startswith("\ufeff"):
                self._say(path, n, ERROR, "begins with a byte order mark: save without it")
                line = line[1:]
            if found := _UNSEEN.search(_JOINED.sub("-", line) if path.parent.name == "world" else line):
                self._say(path, n, ERROR, f"invisible character U+{ord(found.group()):04X} at column {found.start() + 1}: remove it")
            if found := _PRESENTATION.search(line):
                self._say(path, n, ERROR, f"presentation form U+{ord(found.group()):04X} at column {found.start() + 1}: write the letter")

    def _table(self, path: Path, layout: Layout) -> None:
        text = self._text(path)
        if text is None:
            return
        self.files += 1
        self._marks(path, text)
        header, rows = self._rows(path)
        if not header:
            self._say(path, 0, ERROR, "empty: a header line is needed")
            return
        if len(set(header)) != len(header):
            self._say(path, 1, ERROR, "a column stands twice in the header")
        if missing := [c for c in layout.columns if c not in header and c not in layout.optional]:
            self._say(path, 1, ERROR, f"column missing: {', '.join(missing)}")
        if unknown := [c for c in header if c not in layout.columns and c != "source"]:
            self._say(path, 1, WARNING, f"unknown column, never read: {', '.join(unknown)}")
        if not rows:
            self._say(path, 0, WARNING, "no rows")
        for row in rows:
            for name, column in layout.columns.items():
                if name in row.cells:
                    self._cell(path, row, name, column)
            self._together(path, row)
        self._repeated(path, layout, rows)
        self._ambiguous(path, layout, rows)

    def _cell(self, path: Path, row: Row, name: str, column: Column) -> None:
        raw = row.cells[name]
        if raw != raw.strip():
            self._say(path, row.line, WARNING, f"{name}: blanks around {raw.strip()!r}")
        if not raw.strip():
            if column.needed:
                self._say(path, row.line, ERROR, f"{name}: empty, but every row needs it")
            return
        values = [v.strip() for v in raw.split("|")] if column.many else [raw.strip()]
        if "" in values:
            self._say(path, row.line, ERROR, f"{name}: an empty value between two |")
        seen: dict[str, str] = {}
        for value in filter(None, values):
            if problem := self._problem(column, value):
                self._say(path, row.line, ERROR, f"{name}: {problem}")
            elif column.many and column.holds == "forms":
                if folded(value) in seen:
                    self._say(path, row.line, WARNING, f"{name}: {value} and {seen[folded(value)]} fold to one form: keep one")
                seen[folded(value)] = value

    def _problem(self, column: Column, value: str) -> str | None:
        """Why a value may not stand in its column, or None."""
        world = self.world
        match column.holds:
            case "choice":
                return None if value in column.of else f"unknown value {value!r} (one of {', '.join(sorted(column.of))})"
            case "new state":
                return None if codes.STATE.fullmatch(value) else f"{value!r} is not an ISO 3166-1 alpha-3 code"
            case "new party":
                return None if codes.PARTY.fullmatch(value) else f"{value!r} is not a code in capitals"
            case "state":
                return None if value in world.states else f"state {value!r} is not in world/states.tsv"
            case "body":
                return None if value in world.bodies else f"body {value!r} is not in world/bodies.tsv"
            case "party":
                known = value in world.states or value in world.bodies
                return None if known else f"{value!r} is neither in world/states.tsv nor in world/bodies.tsv"
            case "city":
                return None if value in world.cities else f"city {value!r} is not in world/cities.tsv"
            case "document":
                return None if value in world.documents else f"document {value!r} is not in world/documents.tsv"
            case "topic":
                situation = value.removeprefix("situation:")
                known = situation in world.states if situation != value else value in codes.THEMES
                return None if known else f"unknown topic {value!r}"
            case "date":
                return None if is_date(value) else f"{value!r} is not a date (2013-02-01, 2013-02 or 2013)"
            case "wikidata":
                return None if codes.WIKIDATA.fullmatch(value) else f"{value!r} is not a Wikidata identifier (Q76)"
            case "language":
                return None if codes.LANGUAGE.fullmatch(value) else f"{value!r} is not an ISO 639-1 code in small letters"
            case "number":
                return None if value.isascii() and value.isdigit() else f"{value!r} is not a whole number"
            case "decimal":
                return None if codes.DECIMAL.fullmatch(value) else f"{value!r} is not a decimal number (-0.35)"
            case "forms":
                return None if folded(value) else f"{value!r} folds to nothing, so it matches nothing"
        return None

    def _together(self, path: Path, row: Row) -> None:
        """Checks on two cells of one row."""
        cells = row.cells
        if (
            path.name == "places.tsv"
            and cells.get("city") in self.world.cities
            and (cells["city"], cells.get("country", "")) not in self.world.places
        ):
            self._say(path, row.line, ERROR, f"{cells['city']} is not in {cells.get('country')} according to world/cities.tsv")
        if path.name == "holders.tsv" and cells.get("from") and cells.get("to") and cells["to"] < cells["from"][: len(cells["to"])]:
            self._say(path, row.line, ERROR, f"the term ends ({cells['to']}) before it begins ({cells['from']})")
        first, last = cells.get("first", ""), cells.get("last", "")
        if path.name == "resolutions.tsv" and first.isdecimal() and last.isdecimal() and int(last) < int(first):
            self._say(path, row.line, ERROR, f"the last number ({last}) is lower than the first ({first})")

    def _repeated(self, path: Path, layout: Layout, rows: list[Row]) -> None:
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            whole = tuple(row.cells.values())
            key = tuple(row.cells.get(k, "") for k in layout.key) or whole
            if path.name in WORD_LISTS:
                key = tuple(folded(k) for k in key)
            if key in seen:
                level = WARNING if path.name in WORD_LISTS else ERROR
                self._say(path, row.line, level, f"{' '.join(key)} stands already in line {seen[key]}")
            else:
                seen[key] = row.line

    def _ambiguous(self, path: Path, layout: Layout, rows: list[Row]) -> None:
        """One written form that belongs to two rows of a file: sometimes right (two cities of one name), always worth a look."""
        if path.name in WORD_LISTS:
            return
        seen: dict[tuple[str, str], Row] = {}
        columns = [name for name, column in layout.columns.items() if column.holds == "forms"]
        first = next(iter(layout.columns))
        for row in rows:
            mine: set[tuple[str, str]] = set()
            for name in columns:
                for value in filter(None, (v.strip() for v in row.cells.get(name, "").split("|"))):
                    mine.add((name, folded(value)))
            for key in sorted(mine):
                if key in seen and not _same_meaning(row, seen[key], layout, columns):
                    other = seen[key]
                    self._say(
                        path,
                        row.line,
                        WARNING,
                        f"{key[1]} belongs to {row.cells[first]} and, in line {other.line}, to {other.cells[first]}",
                    )
                seen.setdefault(key, row)

    # ------------------------------------------------------------ rules
    def _toml(self, path: Path) -> None:
        text = self._text(path)
        if text is None:
            return
        self.files += 1
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            self._say(path, int(at.group(1)) if at else text.count("\n") + 1, ERROR, f"not TOML: {error}")
            return
        self._marks(path, text)
        if path.parent.name == "cases":
            for trail, key, value in _walk(data, ()):
                if key in _CASE_KEYS and isinstance(value, str) and value not in _CASE_KEYS[key]:
                    self._say(path, _line_of(text, value), ERROR, f"{'.'.join(trail)}: unknown value {value!r}")
            return
        entries = data.get("entry", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._say(path, 0, ERROR, "`entry` must be an array of tables: write [[entry]]")
            return
        starts = [text.count("\n", 0, m.start()) for m in _ENTRY.finditer(text)]
        starts = starts if len(starts) == len(entries) else [0] * len(entries)
        seen: dict[tuple[str, str], str] = {}
        for start, entry in zip(starts, entries, strict=True):
            self._entry(path, text, start, entry, seen)

    def _entry(self, path: Path, text: str, start: int, entry: dict[str, Any], seen: dict[tuple[str, str], str]) -> None:
        """An entry of a rule file, which begins after `start` lines of `text`: it needs a kind and forms, and the values of its kind.

        `seen` holds the values of the forms of the entries before it, by kind and folded form.
        """
        kind, value, forms = str(entry.get("kind")), entry.get("value"), entry.get("forms")
        for key in ("kind", "forms"):
            if key not in entry:
                self._say(path, start + 1, ERROR, f"an entry without `{key}`: {str(entry)[:80]}")
        if value is not None and value not in _ENTRY_VALUES.get(kind, {value}):
            self._say(path, _line_of(text, str(value), start), ERROR, f"unknown value {value!r} of kind {kind!r}")
        for key in _CUE_ARGUMENTS if kind == "cue" else ():
            if key in entry and entry[key] not in _CUE_PARTS:
                self._say(path, _line_of(text, str(entry[key]), start), ERROR, f"{key}: unknown part {entry[key]!r}")
        if forms is not None and not forms:
            self._say(path, start + 1, ERROR, "no forms, so the rule never applies")
        mine: set[str] = set()
        for form in forms or []:
            line = _line_of(text, str(form), start)
            if not isinstance(form, str) or not folded(form):
                self._say(path, line or start + 1, ERROR, f"{form!r} folds to nothing, so it matches nothing")
                continue
            if folded(form) in mine:
                self._say(path, line, WARNING, f"{form} stands twice in one entry (as folded)")
            mine.add(folded(form))
            before = seen.setdefault((kind, folded(form)), str(value))
            if before != str(value):
                self._say(path, line, WARNING, f"{form} belongs to {value} and to {before} as {kind}")


def _same_meaning(a: Row, b: Row, layout: Layout, forms: list[str]) -> bool:
    if layout.same:
        return all(a.cells.get(name) == b.cells.get(name) for name in layout.same)
    return all(a.cells.get(name) == b.cells.get(name) for name in a.cells if name not in forms and name != "source")


def is_date(value: str) -> bool:
    """Is this a day, month or year as the data files and options write it (`2013-02-01`, `2013-02`, `2013`)?"""
    parts = value.split("-")
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value, re.ASCII):
        return False
    try:
        date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)
    except ValueError:
        return False
    return True


def _walk(value: Any, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Every key of nested tables with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*trail, key), key, inner
            yield from _walk(inner, (*trail, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _walk(inner, (*trail, str(n + 1)))


def _line_of(text: str, value: str, start: int = 0) -> int:
    """The first line, after `start` lines, that holds a value in quotes; 0 when it is written in another way."""
    for n, line in enumerate(text.split("\n")[start:], start + 1):
        if f'"{value}"' in line or f"'{value}'" in line:
            return n
    return 0
