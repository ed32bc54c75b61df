"""Compressed bodies, unpacked with a bound: a small answer must not become a large memory."""

from __future__ import annotations

import zlib

from mahdar.ingest.collect.shapes import CollectError, Reason

ACCEPTED = "gzip, deflate"
_GZIP = b"\x1f\x8b"


class Unpacker:
    """Undoes one content coding over a stream of chunks; raises `CollectError` over `limit` bytes or at damage.

    A body that says it is gzip and is not is passed through: many servers label plain pages so.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._coding = coding
        self._engine: zlib._Decompress | None = None
        self._plain = coding in ("", "identity")
        self._begun = False
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise CollectError(Reason.packing, f"unknown coding {coding[:40]!r}")

    def feed(self, data: bytes) -> bytes:
        """Unpacked bytes of one more chunk."""
        if not data:
            return b""
        if not self._begun:
            self._begun = True
            self._engine = self._start(data)
        if self._plain or self._engine is None:
            return self._counted(data)
        out: list[bytes] = []
        while data:
            try:
                piece = self._engine.decompress(data, max(1, self._limit - self._size + 1))
            except zlib.error as error:
                raise CollectError(Reason.packing, str(error)[:80]) from error
            out.append(self._counted(piece))
            if self._engine.eof:
                data = self._engine.unused_data
                if not data.startswith(_GZIP):
                    break  # padding after the end is common and harmless
                self._engine = zlib.decompressobj(31)
            else:
                data = self._engine.unconsumed_tail
        return b"".join(out)

    def finish(self) -> None:
        """Raises where the stream ended before the packing did."""
        if self._engine is not None and not self._engine.eof:
            raise CollectError(Reason.cut, "the compressed body ends in the middle")

    def _start(self, data: bytes) -> zlib._Decompress | None:
        if self._plain:
            return None
        if self._coding == "deflate":
            # Servers mean both zlib and raw deflate by this name.
            return zlib.decompressobj(15 if data[0] & 0x0F == 8 and len(data) > 1 and (data[0] * 256 + data[1]) % 31 == 0 else -15)
        if not data.startswith(_GZIP[: len(data)]):
            self._plain = True
            return None
        return zlib.decompressobj(31)

    def _counted(self, piece: bytes) -> bytes:
        self._size += len(piece)
        if self._size > self._limit:
            raise CollectError(Reason.large, f"more than {self._limit // 1024} kB unpacked")
        return piece


def unpack(data: bytes, limit: int) -> bytes:
    """Whole gzip data, unpacked; anything else as it is. Raises `CollectError`."""
    if not data.startswith(_GZIP):
        return data
    engine = Unpacker("gzip", limit)
    out = engine.feed(data)
    engine.finish()
    return out
