"""The archive of bodies: each stored once under the hash of its bytes, written once, never changed.

A body is one file `bodies/ab/abcdef….warc.gz` that holds one WARC 1.1 record: the body unpacked, with the address, time and headers of its
first fetch. Any tool that reads web archives reads it. A file appears under its name whole or not at all.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import uuid
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from mahdar.ingest.collect.shapes import CollectError, Reason

_ENDING = ".warc.gz"
_GAP = b"\r\n\r\n"
# Headers that describe the body as it was sent; the archive holds it unpacked.
_SENT = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_NAMESPACE = uuid.UUID("6d616864-6172-5000-8000-000000000000")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A body as the archive gives it back; `headers` are those of its first fetch, empty for a file."""

    sha256: str
    address: str
    at: str
    headers: list[tuple[str, str]]
    body: bytes


def digest(body: bytes) -> str:
    """The name of a body: SHA-256 in hexadecimal letters."""
    return hashlib.sha256(body).hexdigest()


class Archive:
    """The bodies below one folder. `durable` waits for the disk at each body; else `settle` waits for all
    that were stored since the last time."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder = folder / "bodies"
        self._making = folder / "making"
        self._durable = durable
        self._unsettled: list[Path] = []
        self._folder.mkdir(parents=True, exist_ok=True)
        self._making.mkdir(exist_ok=True)

    def clean(self) -> int:
        """Remove what a killed run left half written. Only for the one run that holds the lock."""
        left = list(self._making.iterdir())
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / (sha256 + _ENDING)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def put(
        self, body: bytes, *, address: str, at: str, headers: list[tuple[str, str]] | None = None, status: int = 200
    ) -> tuple[str, bool]:
        """Store a body; its hash, and whether it was new. Raises `CollectError` where the disk does not take it."""
        sha256 = digest(body)
        final = self.path(sha256)
        if final.exists():
            return sha256, False
        packed = gzip.compress(_record(sha256, body, address, at, headers, status), compresslevel=6, mtime=0)
        temporary = self._making / f"{sha256}.{os.getpid()}"
        try:
            final.parent.mkdir(exist_ok=True)
            with temporary.open("wb") as stream:
                stream.write(packed)
                stream.flush()
                if self._durable:
                    os.fsync(stream.fileno())
            temporary.replace(final)
            if self._durable:
                _sync(final.parent)
            else:
                self._unsettled.append(final)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise CollectError(Reason.disk, error.strerror or str(error)) from error
        return sha256, True

    def settle(self) -> None:
        """Wait until the disk has all that was stored."""
        for path in (*self._unsettled, *sorted({path.parent for path in self._unsettled})):
            _sync(path)
        self._unsettled.clear()

    def get(self, sha256: str) -> Kept:
        """A stored body. Raises `CollectError` where it is missing or no longer what its name says."""
        try:
            with gzip.open(self.path(sha256), "rb") as stream:
                kept = _parse(sha256, stream.read())
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise CollectError(Reason.damaged, f"{sha256[:16]}: {error}") from error
        if digest(kept.body) != sha256:
            raise CollectError(Reason.damaged, f"{sha256[:16]}: the bytes are not those that were stored")
        return kept

    def names(self) -> Iterator[str]:
        """The hashes of all stored bodies, sorted."""
        for folder in sorted(self._folder.iterdir()):
            for path in sorted(folder.glob("*" + _ENDING)):
                yield path.name.removesuffix(_ENDING)


def _sync(path: Path) -> None:
    """Wait for the disk, for a file or for the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _record(sha256: str, body: bytes, address: str, at: str, headers: list[tuple[str, str]] | None, status: int) -> bytes:
    """One WARC record: a response with its HTTP headers, or a resource where there were none."""
    http = b""
    if headers is not None:
        lines = [f"HTTP/1.1 {status} OK"]
        for name, value in headers:
            lines.append(f"{'X-Sent-' if name.lower() in _SENT else ''}{_line(name)}: {_line(value)}")
        lines.append(f"Content-Length: {len(body)}")
        http = "\r\n".join(lines).encode("utf-8", "replace") + _GAP
    fields = [
        "WARC/1.1",
        f"WARC-Type: {'resource' if headers is None else 'response'}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(_NAMESPACE, sha256)}>",
        f"WARC-Date: {_line(at)}",
        f"WARC-Target-URI: {_line(address)}",
        f"WARC-Payload-Digest: sha256:{sha256}",
        f"Content-Type: {'application/octet-stream' if headers is None else 'application/http; msgtype=response'}",
        f"Content-Length: {len(http) + len(body)}",
    ]
    return "\r\n".join(fields).encode("utf-8", "replace") + _GAP + http + body + _GAP


def _line(value: str) -> str:
    return "".join(c if c.isprintable() else " " for c in value)


def _parse(sha256: str, data: bytes) -> Kept:
    head, gap, rest = data.partition(_GAP)
    if not gap:
        raise ValueError("no WARC record")
    fields = dict(_pairs(head))
    rest = rest[: int(fields.get("Content-Length", "0"))]
    headers: list[tuple[str, str]] = []
    if fields.get("WARC-Type") == "response":
        http, _, rest = rest.partition(_GAP)
        headers = [(k.removeprefix("X-Sent-"), v) for k, v in _pairs(http)]
    return Kept(sha256=sha256, address=fields.get("WARC-Target-URI", ""), at=fields.get("WARC-Date", ""), headers=headers, body=rest)


def _pairs(head: bytes) -> list[tuple[str, str]]:
    out = []
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        name, colon, value = line.partition(": ")
        if colon:
            out.append((name, value))
    return out
