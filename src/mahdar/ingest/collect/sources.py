"""Sources: read from a TOML file, an OPML file, or the list that comes with the program.

[[source]]
name = "example"
address = "https://example.org/rss"
kind = "feed"              # feed, sitemap, list, page
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from mahdar.ingest.collect.safety import parse
from mahdar.ingest.collect.shapes import CollectError, Kind, SourceEntry
from mahdar.packs import HOME

BUNDLED = HOME / "world" / "sources.toml"
_NAME = re.compile(r"[^\w.-]+")


class SourcesError(ValueError):
    """A list of sources that cannot be used, with file and place."""


def load(path: Path) -> list[SourceEntry]:
    """The sources of a `.toml` or `.opml` file. Raises `SourcesError` that says which entry is wrong and why."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourcesError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    if path.suffix.lower() in (".opml", ".xml") or data.lstrip()[:5] in (b"<?xml", b"<opml"):
        entries = _opml(path, data)
    else:
        entries = _toml(path, data)
    _check(path, entries)
    return entries


def _toml(path: Path, data: bytes) -> list[SourceEntry]:
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path}: not TOML: {error}") from error
    rows = table.get("source", [])
    if not isinstance(rows, list) or not rows:
        raise SourcesError(f"{path}: no sources: each begins with [[source]]")
    out = []
    for number, row in enumerate(rows, 1):
        try:
            out.append(msgspec.convert(row, SourceEntry))
        except msgspec.ValidationError as error:
            name = row.get("name", "") if isinstance(row, dict) else ""
            raise SourcesError(f"{path}: source {number} {name}: {error}") from error
    return out


def _opml(path: Path, data: bytes) -> list[SourceEntry]:
    try:
        tree = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise SourcesError(f"{path}: not OPML: {type(error).__name__} {error}") from error
    out: list[SourceEntry] = []
    taken: set[str] = set()
    for outline in tree.iter("outline"):
        address = outline.get("xmlUrl")
        if not address:
            continue
        base = _NAME.sub("-", outline.get("title") or outline.get("text") or address).strip("-")[:60] or "source"
        name, more = base, 2
        while name in taken:
            name, more = f"{base}-{more}", more + 1
        taken.add(name)
        out.append(SourceEntry(name=name, address=address.strip(), language=outline.get("language")))
    if not out:
        raise SourcesError(f"{path}: no outline with xmlUrl")
    return out


def _check(path: Path, entries: list[SourceEntry]) -> None:
    names: set[str] = set()
    for number, entry in enumerate(entries, 1):
        where = f"{path}: source {number} {entry.name}"
        if not entry.name.strip():
            raise SourcesError(f"{where}: the name is empty")
        if entry.name in names:
            raise SourcesError(f"{where}: the name stands twice")
        names.add(entry.name)
        try:
            parse(entry.address)
        except CollectError as error:
            raise SourcesError(f"{where}: {error}") from error
        if entry.pattern is not None:
            try:
                re.compile(entry.pattern)
            except re.error as error:
                raise SourcesError(f"{where}: pattern: {error}") from error
        elif entry.kind is Kind.list:
            raise SourcesError(f"{where}: a list needs a pattern that the addresses of its articles match")
        if (entry.every is not None and entry.every < 0) or (entry.wait is not None and entry.wait < 0) or entry.limit < 1:
            raise SourcesError(f"{where}: every and wait are seconds from 0, limit is at least 1")
