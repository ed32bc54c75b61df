"""Small JSON documents and texts as bytes: packed with zlib and a dictionary of the names that every record holds, since a claim is
short and made mostly of its field names.

The first byte names the way of packing, so that a later one can be added while old rows stay readable. A dictionary that was once
released never changes.
"""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from mahdar.store.errors import StoreError

T = TypeVar("T")

PLAIN, WITH_DICTIONARY = 0, 1
# The most frequent strings stand last: zlib finds near matches cheaper. Frozen.
_DICTIONARY = (
    b'{"id":"","language":{"value":"ar","how":"inferred","start":null,"end":null,"reasons":[],"alternatives":[]},"residue":[],'
    b'"sentences":[],"quotations":[],"own_voice":[],"dateline":{"day":null,"month":null,"year":null},"byline":null,"agency":null,'
    b'"outlet":null,"published":null,"url":null,"warnings":[],"program":"0.1.0","packs":"ar-","sha256":""'
    b'"act":"inform","act":"stress","quoted":false,"to":[],"content":"","speaker":{"name":null,"affiliation":null,"role":"other"},'
    b'"kind":"meeting","status":"held","kind":"visit","status":"planned","kind":"call","date":"2015-08-11","city":null,"country":null,'
    b'"topics":["bilateral_relations","situation:SYR"],"documents":[],"according_to":[],"confidence":0.5,"alternatives":[],'
    b'"role":"foreign_minister","part":"participant"},{"name":"","affiliation":"","role":"president","part":"host"},'
    b'"participants":[{"name":null,"affiliation":"RUS","role":"delegation","part":"guest"}],"reason":"","how":"from dateline",'
    b'"how":"from an earlier sentence","rule":"at home where they met","field":"participants[0].affiliation",'
    b'"field":"participants[1].name","field":"participants[0].role","field":"participants[0].part","field":"speaker","field":"content",'
    b'"evidence":[{"field":"kind","start":1,"end":1,"words":"","how":"said","rule":""},{"field":"status","start":'
)
_encoder = msgspec.json.Encoder()


def pack(data: bytes) -> bytes:
    """Bytes for a column; the plain form where packing would not shorten them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=_DICTIONARY)
    packed = packer.compress(data) + packer.flush()
    return bytes([WITH_DICTIONARY]) + packed if len(packed) < len(data) else bytes([PLAIN]) + data


def unpack(blob: bytes) -> bytes:
    """The bytes that `pack` was given. Raises StoreError when they are damaged."""
    try:
        if blob[0] == PLAIN:
            return bytes(blob[1:])
        if blob[0] == WITH_DICTIONARY:
            unpacker = zlib.decompressobj(-15, zdict=_DICTIONARY)
            data = unpacker.decompress(blob[1:]) + unpacker.flush()
            if not unpacker.eof:
                raise StoreError("a packed row of the store is cut short; restore a backup (mahdar store restore)")
            return data
    except (zlib.error, IndexError) as error:
        raise StoreError(f"a packed row of the store is damaged ({error}); restore a backup (mahdar store restore)") from error
    raise StoreError(f"a row of the store is packed in a way ({blob[0]}) that this program doesn't know; use a newer program")


def to_json(value: Any) -> bytes:
    """A value as JSON. Half of a surrogate pair, which a broken page may hold, is written as an escape."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode()


def encode(value: Any) -> bytes:
    """A value as packed JSON. Same value, same bytes."""
    return pack(to_json(value))


def decode(blob: bytes, kind: type[T]) -> T:
    """A value of `kind` from packed JSON."""
    data = unpack(blob)
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.MsgspecError as error:
        with suppress(ValueError, msgspec.MsgspecError):
            return msgspec.convert(json.loads(data), kind)
        raise StoreError(f"a row of the store doesn't hold what it should ({error}); run `mahdar store verify`") from error


def pack_text(text: str) -> bytes:
    """A text, also one with lone surrogates."""
    return pack(text.encode("utf-8", "surrogatepass"))


def unpack_text(blob: bytes) -> str:
    return unpack(blob).decode("utf-8", "surrogatepass")
