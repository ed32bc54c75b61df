"""The text of a page's bytes, whatever its header claims."""

from __future__ import annotations

import codecs
import re

from mahdar.ingest.decode import NotTextError, decode

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=", re.IGNORECASE)
# What servers send when nobody told them otherwise: no reason to believe it.
_DEFAULTS = frozenset({"utf-8", "iso8859-1", "ascii", "cp1252"})


def decode_page(body: bytes, content_type: str | None) -> tuple[str, str | None]:
    """Text of a page and a warning where bytes were lost. What the bytes are comes first, then what the page says, then the header.

    Raises `NotTextError`.
    """
    named = _HEADER.search(content_type or "")
    if named and not _META.search(body[:4096]) and not _is_utf8(body):
        try:
            name = codecs.lookup(named[1]).name
            if name not in _DEFAULTS:
                return body.decode(name), None
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return decode(body)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


__all__ = ["NotTextError", "decode_page"]
