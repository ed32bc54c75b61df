"""Web archives (WARC and WET, plain, gzip or zstd), streamed: pages come out one by one, the memory stays flat.

fastwarc reads the records. It stops at a damaged record and ends without a word where a file was cut off, so both are looked for here:
after damage the reading goes on at the next record that begins, and the end is checked.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType

from mahdar.ingest.collect.packing import Unpacker
from mahdar.ingest.collect.shapes import CollectError, Reason

LARGEST = 16 * 1024 * 1024  # bytes of a record's body; larger ones are told and passed over
_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_MARK_GZIP = b"\x1f\x8b\x08"
_MARK_PLAIN = b"WARC/1."
_CHUNK = 1 << 20
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/vnd.openxmlformats")
_CODINGS = ("gzip", "x-gzip", "deflate")
log = logging.getLogger(__name__)


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """One capture: `kind` is its content type (WET gives text/plain), `place` the byte in the file where its record begins."""

    address: str
    at: str
    kind: str
    headers: list[tuple[str, str]]
    body: bytes
    place: int
    plain: bool = False


class Damage(msgspec.Struct, frozen=True):
    """Something in the file that could not be read: where, and what."""

    place: int
    error: CollectError


class Counts(msgspec.Struct):
    """What the file held: all records, pages given, and captures passed over by status, type or emptiness."""

    records: int = 0
    pages: int = 0
    passed: int = 0
    bytes: int = 0


def read_warc(path: Path, counts: Counts | None = None) -> Iterator[Captured | Damage]:
    """The captures of pages in a file, in its order, and its damages. Raises `OSError` where it cannot be opened."""
    counts = counts if counts is not None else Counts()
    size = path.stat().st_size
    with path.open("rb") as stream:
        lead = stream.read(4)
        packed = lead.startswith(_MARK_GZIP)
        if not packed and not lead.startswith((b"WARC", b"\x28\xb5\x2f\xfd")):
            yield Damage(0, CollectError(Reason.form, "not a web archive"))
            return
        start = 0
        while start is not None and start < size:
            last = start
            stopped: Exception | None = None
            try:
                for record in _records(stream, start):
                    last = start + record.stream_pos
                    counts.records += 1
                    yield from _capture(record, last, counts)
            except (OSError, ValueError, EOFError) as error:
                stopped = error
            if stopped is None:
                yield from _ending(stream, last, size, packed)
                return
            following = _next_record(stream, last + 1, _MARK_GZIP if packed else _MARK_PLAIN)
            where = f"a damaged record after byte {last}" + ("" if following is not None else "; nothing after it could be read")
            yield Damage(last, CollectError(Reason.damaged, f"{where} ({stopped})"))
            start = following if following is not None else size


def _records(stream: BinaryIO, start: int) -> Iterator[Any]:
    stream.seek(start)
    return iter(ArchiveIterator(_From(stream, start), record_types=_WANTED, parse_http=True))


class _From:
    """A file from one of its bytes on, as the library wants it: its positions count from there."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._stream, self._start = stream, start

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset + self._start if whence == 0 else offset, whence) - self._start

    def tell(self) -> int:
        return self._stream.tell() - self._start

    def close(self) -> None:
        """The file is closed by who opened it."""


def _capture(record: Any, place: int, counts: Counts) -> Iterator[Captured | Damage]:
    length = int(record.content_length)
    counts.bytes += length
    address = record.headers.get("WARC-Target-URI") or ""
    address = address.strip("<>")
    http = record.http_headers if record.is_http and record.is_http_parsed else None
    conversion = record.record_type == WarcRecordType.conversion
    kind = (
        "text/plain" if conversion else (record.http_content_type or "" if http is not None else record.headers.get("Content-Type") or "")
    )
    status = http.status_code if http is not None else 200
    if not address.startswith(("http://", "https://")) or status not in (200, 203) or (kind and not kind.lower().startswith(_PAGES)):
        counts.passed += 1
        return
    if length > LARGEST:
        counts.passed += 1
        yield Damage(place, CollectError(Reason.large, f"{address[:200]}: {length // 1024} kB"))
        return
    body = record.reader.read()
    headers = [(str(k), str(v)) for k, v in http.items()] if http is not None else []
    if http is None and len(body) < length:
        yield Damage(place, CollectError(Reason.cut, f"{address[:200]}: the record ends early"))
        return
    try:
        body = _decoded(body, headers)
    except CollectError as error:
        yield Damage(place, CollectError(error.reason, f"{address[:200]}: {error.detail}"))
        return
    if not body.strip():
        counts.passed += 1
        return
    counts.pages += 1
    yield Captured(
        address=address,
        at=(record.headers.get("WARC-Date") or "").strip(),
        kind=kind,
        headers=headers,
        body=body,
        place=place,
        plain=conversion,
    )


def _decoded(body: bytes, headers: list[tuple[str, str]]) -> bytes:
    """The body without transfer and content coding; archives that were written unpacked but kept the headers are taken as they are."""
    values = {name.lower(): value.lower() for name, value in headers}
    if "chunked" in values.get("transfer-encoding", ""):
        body = _unchunked(body)
    coding = values.get("content-encoding", "").strip()
    if coding in _CODINGS:
        engine = Unpacker(coding, 2 * LARGEST)
        body = engine.feed(body)
        engine.finish()
    return body


def _unchunked(body: bytes) -> bytes:
    out: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 64)
        size = body[at : max(end, at)].partition(b";")[0].strip()
        if end < 0 or not size or any(c not in b"0123456789abcdefABCDEF" for c in size):
            return body if not out else b"".join(out)
        length = int(size, 16)
        if length == 0:
            return b"".join(out)
        out.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2


def _next_record(stream: BinaryIO, start: int, mark: bytes) -> int | None:
    """Where the next record begins at or after a byte: a gzip member that opens with a WARC line, or such a line."""
    stream.seek(start)
    at, tail = start, b""
    while chunk := stream.read(_CHUNK):
        data = tail + chunk
        base = at - len(tail)
        found = data.find(mark)
        while found >= 0:
            if _begins(stream, base + found, mark):
                return base + found
            found = data.find(mark, found + 1)
        tail = data[-(len(mark) - 1) :]
        at += len(chunk)
        stream.seek(at)
    return None


def _begins(stream: BinaryIO, place: int, mark: bytes) -> bool:
    stream.seek(place)
    head = stream.read(4096)
    if mark == _MARK_PLAIN:
        return head[7:10] in (b"0\r\n", b"1\r\n")
    try:
        return zlib.decompressobj(31).decompress(head, 64).startswith(_MARK_PLAIN)
    except zlib.error:
        return False


def _ending(stream: BinaryIO, last: int, size: int, packed: bool) -> Iterator[Damage]:
    """Whether the file ends where its last record does."""
    if not packed:
        yield from _plain_ending(stream, last, size)
        return
    stream.seek(last)
    if stream.read(3) != _MARK_GZIP:
        last = 0  # the whole file is one member, so only all of it can be checked
    stream.seek(last)
    engine = zlib.decompressobj(31)
    data = stream.read(_CHUNK)
    while data:
        try:
            engine.decompress(data, _CHUNK)
        except zlib.error as error:
            yield Damage(last, CollectError(Reason.damaged, f"the last record: {error}"))
            return
        if engine.eof:
            data = engine.unused_data or stream.read(_CHUNK)
            if not data:
                return
            if not data.startswith(b"\x1f"):
                yield Damage(last, CollectError(Reason.damaged, "something that is no record after the last one"))
                return
            engine = zlib.decompressobj(31)
        else:
            data = engine.unconsumed_tail or stream.read(_CHUNK)
    yield Damage(last, CollectError(Reason.cut, "the file ends in the middle of a record"))


def _plain_ending(stream: BinaryIO, last: int, size: int) -> Iterator[Damage]:
    stream.seek(last)
    head, gap, _ = stream.read(64 * 1024).partition(b"\r\n\r\n")
    if not head.startswith(_MARK_PLAIN):
        return
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
    if not gap or last + len(head) + 4 + length > size:
        yield Damage(last, CollectError(Reason.cut, "the file ends in the middle of a record"))
