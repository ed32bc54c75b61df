"""Files in: every kind of file that holds reports becomes a row of sources; what cannot be read becomes a
`Failure` and the rest goes on."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedIOBase
from pathlib import Path

import msgspec

from mahdar.ingest.decode import NotTextError, decode
from mahdar.ingest.page import looks_like_html, read_page
from mahdar.model import Source

LIMIT = 64 * 1024 * 1024  # bytes of one report or of one line, unpacked
ENDINGS = (".txt", ".html", ".htm", ".json", ".jsonl", ".ndjson")
STDIN = "-"
_FIELDS = ("title", "url", "source", "author", "language")


class Failure(msgspec.Struct, frozen=True):
    """Something that could not be read, or (`fatal` False) was read with a loss worth telling. `line` counts from 1."""

    path: str
    line: int | None
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class _Defaults(msgspec.Struct, frozen=True):
    published: str | None
    outlet: str | None
    url: str | None


def sources(
    paths: Iterable[str | Path], *, published: str | None = None, outlet: str | None = None, url: str | None = None
) -> Iterator[Source | Failure]:
    """The reports in files, folders (all below, sorted) and `-` (standard input), in order.

    `published`, `outlet`, `url` fill what a report does not give itself. Never raises for bad input.
    """
    date = iso_date(published) if published else None
    if published and date is None:
        yield Failure("published", None, f"{published!r} is not a date (2021-11-23), it was left out", fatal=False)
    defaults = _Defaults(date, outlet, url)
    for path in paths:
        if str(path) == STDIN:
            yield from _stdin(defaults)
        else:
            yield from _path(Path(path), defaults)


def iso_date(value: str) -> str | None:
    """`2015-08-03` from a date or a date with time (the day where it was written, no change of zone), else None."""
    value = value.strip()
    try:
        return (
            datetime.date.fromisoformat(value).isoformat()
            if len(value) == 10
            else datetime.datetime.fromisoformat(value).date().isoformat()
        )
    except ValueError:
        return None


def _ending(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _stem(path: Path) -> str:
    name = path.name
    for ending in (".gz", *ENDINGS):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return name or path.name


def _path(path: Path, defaults: _Defaults) -> Iterator[Source | Failure]:
    try:
        if path.is_dir():
            yield from _folder(path, defaults)
            return
        if not path.exists():
            yield Failure(str(path), None, "no such file or folder")
            return
        if not path.is_file():
            yield Failure(str(path), None, "not a file")
            return
        ending = _ending(path)
        with _open(path) as stream:
            if ending in (".jsonl", ".ndjson"):
                yield from _lines(_limited(stream), str(path), _stem(path), defaults)
            else:
                data = stream.read(LIMIT + 1)
                yield from _whole(data, str(path), _stem(path), ending, defaults)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Failure(str(path), None, f"damaged or cut off .gz file ({_short(error)})")
    except (OSError, ValueError) as error:
        yield Failure(str(path), None, f"cannot be read: {_short(error)}")


def _open(path: Path) -> BufferedIOBase:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def _short(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())[:160] or type(error).__name__


def _folder(path: Path, defaults: _Defaults) -> Iterator[Source | Failure]:
    found = False
    refused: list[Failure] = []
    walk = os.walk(path, onerror=lambda e: refused.append(Failure(str(e.filename), None, f"cannot be read: {_short(e)}")))
    for folder, folders, names in walk:
        folders.sort()
        for name in sorted(names):
            file = Path(folder) / name
            if _ending(file) in ENDINGS and not name.startswith("."):
                found = True
                yield from _path(file, defaults)
    yield from refused
    if not found:
        yield Failure(str(path), None, "no reports in this folder (" + " ".join(ENDINGS) + ", each also .gz)")


def _stdin(defaults: _Defaults) -> Iterator[Source | Failure]:
    stream = getattr(sys.stdin, "buffer", None)
    try:
        data: bytes = stream.read() if stream is not None else sys.stdin.read().encode("utf-8", "surrogateescape")
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Failure("standard input", None, f"damaged or cut off gzip data ({_short(error)})")
        return
    except (OSError, ValueError) as error:
        yield Failure("standard input", None, f"cannot be read: {_short(error)}")
        return
    lead = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if lead.startswith(b"{") and (_is_object(lead.partition(b"\n")[0]) or not _is_object(lead)):
        yield from _lines(_split(data), "standard input", "stdin", defaults)
        return
    if lead.startswith((b"{", b"[{")):
        yield from _whole(data, "standard input", "stdin", ".json", defaults)
        return
    yield from _whole(data, "standard input", "stdin", "", defaults)


def _is_object(data: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(data.strip()), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _split(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end + 1
        yield data[at:end]
        at = end


def _lines(lines: Iterable[bytes], path: str, stem: str, defaults: _Defaults) -> Iterator[Source | Failure]:
    """Reports of a JSONL file, one by one. A broken line is told and the rest is read."""
    number = 0
    seen = False
    try:
        for raw in lines:
            number += 1
            if number == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                yield Failure(path, None, "JSONL in UTF-16: save it as UTF-8")
                return
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if not line.strip():
                continue
            seen = True
            if len(line) > LIMIT:
                yield Failure(path, number, f"line longer than {LIMIT // 1024 // 1024} MB")
                continue
            yield from _line(line, path, number, stem, defaults)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Failure(path, number + 1, f"damaged or cut off .gz file ({_short(error)})")
        return
    if not seen:
        yield Failure(path, None, "empty file")


def _limited(stream: BufferedIOBase) -> Iterator[bytes]:
    """Lines of a stream; of a line over the limit only its beginning is kept, so that it cannot fill the memory."""
    while True:
        raw = stream.readline(LIMIT + 1)
        if not raw:
            return
        yield raw
        while len(raw) > LIMIT and not raw.endswith(b"\n"):
            raw = stream.readline(LIMIT + 1)
            if len(raw) <= LIMIT:
                break


def _line(raw: bytes, path: str, number: int, stem: str, defaults: _Defaults) -> Iterator[Source | Failure]:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        try:
            text, warning = decode(raw)
            value = msgspec.json.decode(text)
        except (NotTextError, msgspec.DecodeError, ValueError, RecursionError):
            yield Failure(path, number, f"broken JSON: {_short(error)}")
            return
        yield Failure(path, number, warning or "not UTF-8, read in another encoding", fatal=False)
    yield from _object(value, path, number, f"{stem}-{number}", defaults)


def _object(value: object, path: str, line: int | None, fallback: str, defaults: _Defaults) -> Iterator[Source | Failure]:
    """One report given as a JSON object."""
    if not isinstance(value, dict):
        yield Failure(path, line, "not a report: a JSON object with `text` is wanted")
        return
    text = value.get("text")
    if not isinstance(text, str):
        yield Failure(path, line, "report without `text`" if text is None else "`text` is not a string")
        return
    if not text.strip():
        yield Failure(path, line, "`text` is empty")
        return
    fields: dict[str, str | None] = {}
    for name in _FIELDS:
        given = value.get(name)
        if isinstance(given, str):
            fields[name] = given.strip() or None
        elif given is not None:
            yield Failure(path, line, f"`{name}` is not a string, it was left out", fatal=False)
    date = value.get("published")
    published = iso_date(date) if isinstance(date, str) else None
    if date not in (None, "") and published is None:
        yield Failure(path, line, f"`published` {str(date)[:40]!r} is not a date (2021-11-23), it was left out", fatal=False)
    given_id = value.get("id")
    identity = given_id.strip() if isinstance(given_id, str) else ""
    if isinstance(given_id, int) and not isinstance(given_id, bool):
        identity = str(given_id)
    yield _source(identity or fallback, text, fields, published, defaults)


def _source(identity: str, text: str, fields: dict[str, str | None], published: str | None, defaults: _Defaults) -> Source:
    return Source(
        id=identity,
        text=text,
        title=fields.get("title"),
        url=fields.get("url") or defaults.url,
        source=fields.get("source") or defaults.outlet,
        author=fields.get("author"),
        published=published or defaults.published,
        language=fields.get("language"),
    )


def _whole(data: bytes, path: str, stem: str, ending: str, defaults: _Defaults) -> Iterator[Source | Failure]:
    """One file that is one report (or, for JSON, a list of them)."""
    if not data.strip():
        yield Failure(path, None, "empty file")
        return
    if len(data) > LIMIT:
        yield Failure(path, None, f"larger than {LIMIT // 1024 // 1024} MB: too large for one report (many reports go into .jsonl)")
        return
    try:
        text, warning = decode(data)
    except NotTextError as error:
        yield Failure(path, None, str(error))
        return
    if warning:
        yield Failure(path, None, warning, fatal=False)
    if ending == ".json":
        yield from _json(text, path, stem, defaults)
    elif ending in (".html", ".htm") or (ending == "" and looks_like_html(text)):
        yield from _html(text, path, stem, defaults)
    elif not text.strip():
        yield Failure(path, None, "empty file")
    else:
        yield _source(stem if path != "standard input" else _hashed(text), text, {}, None, defaults)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _json(text: str, path: str, stem: str, defaults: _Defaults) -> Iterator[Source | Failure]:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        yield Failure(path, None, f"broken JSON: {_short(error)}")
        return
    if isinstance(value, list):
        if not value:
            yield Failure(path, None, "no reports in this file")
        for number, item in enumerate(value, 1):
            yield from _object(item, path, None, f"{stem}-{number}", defaults)
        return
    yield from _object(value, path, None, stem, defaults)


def _html(text: str, path: str, stem: str, defaults: _Defaults) -> Iterator[Source | Failure]:
    page = read_page(text)
    if not page.text.strip():
        yield Failure(path, None, "the page shows no text")
        return
    if page.warning:
        yield Failure(path, None, page.warning, fatal=False)
    published = iso_date(page.published) if page.published else None
    fields: dict[str, str | None] = {
        "title": page.title,
        "url": page.url,
        "source": page.source,
        "author": page.author,
        "language": page.language,
    }
    yield _source(stem if path != "standard input" else _hashed(page.text), page.text, fields, published, defaults)
