"""Files and folders as a row of bodies to keep: pages, saved pages, PDF, DOCX, texts, JSONL, Telegram exports, ZIP files, web archives."""

from __future__ import annotations

import datetime
import gzip
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from mahdar.ingest import files
from mahdar.ingest.collect import documents, reading
from mahdar.ingest.collect.addresses import is_front_page, normal
from mahdar.ingest.collect.shapes import CollectError, Reason, stamp
from mahdar.ingest.collect.warc import Counts, Damage, read_warc
from mahdar.model import Source

LARGEST = 64 * 1024 * 1024
_WARC = (".warc", ".wet", ".wat")
_ENDINGS = (*_WARC, ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".pdf", ".docx", ".txt", ".json", ".jsonl", ".ndjson", ".zip")
_PACKED = (".gz", ".zst")
_CANONICAL = re.compile(
    rb"<link[^>]{0,200}?rel\s*=\s*[\"']?canonical[\"']?[^>]{0,200}?href\s*=\s*[\"']([^\"'>]{8,2000})"
    rb"|<meta[^>]{0,200}?property\s*=\s*[\"']og:url[\"'][^>]{0,100}?content\s*=\s*[\"']([^\"'>]{8,2000})",
    re.IGNORECASE,
)
_HEAD = 100_000  # bytes of a page in which its canonical address is looked for


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One body from a file. `final` is the address that it claims, `address` the one it is known by here."""

    address: str
    final: str
    at: str
    body: bytes
    media: str | None
    source: str
    headers: list[tuple[str, str]] = []


class Trouble(msgspec.Struct, frozen=True):
    """Something in a file that could not be read."""

    source: str
    address: str
    error: CollectError


def incoming(paths: list[Path], counts: Counts | None = None) -> Iterator[Incoming | Trouble]:
    """The bodies in files and folders (all below, sorted, links not followed), one by one. Never raises for bad input."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path, counts)
        elif not path.is_file():
            yield Trouble(str(path), str(path), CollectError(Reason.gone, "no such file or folder"))
        else:
            yield from _file(path, counts)


def _folder(path: Path, counts: Counts | None) -> Iterator[Incoming | Trouble]:
    found = False
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = Path(folder) / name
            if _ending(name) in _ENDINGS and not name.startswith(".") and not file.is_symlink():
                found = True
                yield from _file(file, counts)
    if not found:
        yield Trouble(str(path), str(path), CollectError(Reason.empty, "no file that could hold reports"))


def _ending(name: str) -> str:
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return Path(name).suffix


def _file(path: Path, counts: Counts | None) -> Iterator[Incoming | Trouble]:
    source, address = path.name, path.absolute().as_uri()
    try:
        moment = _modified(path)
        ending = _ending(path.name)
        if ending in _WARC:
            yield from _warc(path, source, counts)
        elif ending in (".jsonl", ".ndjson"):
            yield from _reports(path, source, moment, address)
        else:
            data = _read(path)
            yield from _body(data, ending, path, source, address, moment, 0)
    except CollectError as error:
        yield Trouble(source, address, error)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        damaged = isinstance(error, EOFError | zlib.error | gzip.BadGzipFile)
        yield Trouble(source, address, CollectError(Reason.damaged if damaged else Reason.fault, str(error)[:160]))


def _modified(path: Path) -> str:
    """When a file was last written: the time its body is dated by, so that giving it twice makes no difference."""
    return stamp(datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC))


def _read(path: Path) -> bytes:
    with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as stream:
        data: bytes = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise CollectError(Reason.large, f"more than {LARGEST // 1024 // 1024} MB")
    if not data.strip():
        raise CollectError(Reason.empty, "an empty file")
    return data


def _body(data: bytes, ending: str, path: Path | None, source: str, address: str, moment: str, depth: int) -> Iterator[Incoming | Trouble]:
    if ending in (".mhtml", ".mht"):
        page, kind, place = documents.read_mhtml(data)
        known = normal(place) if place else None
        yield Incoming(
            address=known or address,
            final=known or address,
            at=moment,
            body=page,
            media=reading.HTML,
            source=source,
            headers=[("content-type", kind)] if kind else [],
        )
    elif ending == ".zip":
        if depth:
            raise CollectError(Reason.form, "a ZIP file inside a ZIP file")
        yield from _zip(data, source, address, moment)
    elif ending == ".json":
        value = documents.decode_json(data)
        if documents.is_telegram(value) and isinstance(value, dict):
            for place, report, time in documents.read_telegram(value):
                yield _stored(report, time, place, source, moment)
        elif path is not None:
            yield from _reports(path, source, moment, address)
        else:
            raise CollectError(Reason.form, "JSON in a ZIP file, and no Telegram export")
    else:
        media = reading.media_of(data, {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}.get(ending))
        declared = _declared(data) if media == reading.HTML else None
        known = declared or address
        yield Incoming(address=known, final=known, at=moment, body=data, media=media, source=source)


def _declared(data: bytes) -> str | None:
    """The address that a page gives as its own."""
    m = _CANONICAL.search(data[:_HEAD])
    if m is None:
        return None
    found = normal((m[1] or m[2]).decode("utf-8", "replace").replace("&amp;", "&"))
    return found if found is not None and not is_front_page(found) else None


def _zip(data: bytes, source: str, address: str, moment: str) -> Iterator[Incoming | Trouble]:
    for name, member in documents.members(data):
        place = f"{address}#{name}"
        if isinstance(member, CollectError):
            yield Trouble(source, place, member)
        elif _ending(name) in _ENDINGS and _ending(name) not in _WARC and member.strip():
            try:
                yield from _body(member, _ending(name), None, source, place, moment, 1)
            except CollectError as error:
                yield Trouble(source, place, error)


def _warc(path: Path, source: str, counts: Counts | None) -> Iterator[Incoming | Trouble]:
    for item in read_warc(path, counts):
        if isinstance(item, Damage):
            yield Trouble(source, f"{path.name}@{item.place}", item.error)
            continue
        known = normal(item.address)
        if known is None:
            yield Trouble(source, item.address[:500], CollectError(Reason.address))
            continue
        headers = item.headers if item.headers else [("content-type", item.kind)]
        media = reading.TEXT if item.plain else None
        yield Incoming(address=known, final=known, at=item.at, body=item.body, media=media, source=source, headers=headers)


def _reports(path: Path, source: str, moment: str, address: str) -> Iterator[Incoming | Trouble]:
    for item in files.sources([path]):
        if isinstance(item, files.Failure):
            if item.fatal:
                yield Trouble(source, f"{address}#{item.line}" if item.line else address, CollectError(Reason.damaged, item.message))
            continue
        known = normal(item.url) if item.url else None
        yield _stored(item, None, known or f"{address}#{item.id}", source, moment)


def _stored(report: Source, time: str | None, address: str, source: str, moment: str) -> Incoming:
    body = msgspec.json.encode(reading.Stored(source=report, published_time=time))
    return Incoming(address=address, final=address, at=moment, body=body, media=reading.REPORT, source=source)
