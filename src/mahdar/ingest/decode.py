"""Bytes to text: which encoding a file of news is in, with a guard against a guesser that knows too many encodings."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# Code pages that pages of the region really were published in, most likely first.
_PAGES = ["cp1256", "iso8859_6", "cp1251", "cp1252"]
_GUESS = 65_536  # bytes the guesser looks at
_META = re.compile(rb"<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
BROKEN = "not valid UTF-8: broken bytes were replaced"
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 26, 27}


class NotTextError(ValueError):
    """The bytes are no text."""


def decode(data: bytes) -> tuple[str, str | None]:
    """Text of `data`, and a warning where bytes had to be replaced. Raises `NotTextError` for binary data."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name), None
            except UnicodeDecodeError:
                return data.decode(name, errors="replace"), f"not valid {name.removesuffix('-sig').upper()}: broken bytes were replaced"
    wide = _utf16(data)
    if wide:
        return data.decode(wide, errors="replace"), None
    if b"\0" in data[:_GUESS]:
        raise NotTextError("binary data, not a text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)
    if _mostly_controls(data):
        raise NotTextError("binary data, not a text")
    return text, None


def _mostly_controls(data: bytes) -> bool:
    sample = data[:4096]
    return sum(1 for b in sample if b in _CONTROLS) * 20 > len(sample)


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, where it is clear: one half of the bytes takes few values, as the high bytes of letters do."""
    sample = data[:2048]
    if len(sample) < 8 or len(data) % 2:
        return None
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        # High bytes of blanks, signs, Latin, Cyrillic and Arabic letters, and of general punctuation.
        plain = sum(1 for b in high if b in (0x00, 0x04, 0x06, 0x20))
        low = sample[0::2] if name == "utf-16-le" else sample[1::2]
        if plain >= 0.98 * len(high) and high.count(0) and len(set(low)) > 3 and sum(1 for b in low if b == 0) <= len(low) // 50:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                return None
            return name if any(c.isalpha() for c in text[:1024]) else None
    return None


def _guess(data: bytes) -> tuple[str, str | None]:
    """Bytes that are not UTF-8: mostly UTF-8 with some broken bytes, or one of the code pages."""
    replaced = data.decode("utf-8", errors="replace")
    broken = replaced.count("\ufffd")
    whole = sum(1 for c in replaced[:_GUESS] if c > "\x7f" and c != "\ufffd")
    if whole > 2 * min(broken, replaced[:_GUESS].count("\ufffd")):
        return replaced, BROKEN
    if _mostly_controls(data):
        raise NotTextError("binary data, not a text")
    declared = _META.search(data[:4096])
    if declared:
        name = declared[1].decode("ascii", errors="replace")
        try:
            if codecs.lookup(name).name != "utf-8":
                return data.decode(name), None
        except (LookupError, UnicodeDecodeError):
            pass
    best = from_bytes(data[:_GUESS], cp_isolation=_PAGES).best()
    name = best.encoding if best is not None else ""
    arabic = _arabic(data, "cp1256")
    # The guesser may take a short Arabic text for a western one: letters that make words decide.
    if arabic and (name not in _PAGES or not _arabic(data, name)):
        name = "cp1256"
    if not name:
        raise NotTextError("neither UTF-8 nor another known encoding: not a text?")
    return data.decode(name, errors="replace"), None if name in _PAGES else BROKEN


def _arabic(data: bytes, name: str) -> bool:
    """Whether, read as `name`, most of the high bytes are Arabic letters standing in words."""
    text = data[:4096].decode(name, errors="ignore")
    high = sum(1 for c in text if c > "\x7f")
    inside = sum(len(w) for w in re.findall("[\u0621-\u064a]{2,}", text))
    return high > 0 and inside >= 0.7 * high
