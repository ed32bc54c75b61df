"""Documents that are no pages: PDF with text, DOCX, saved pages (MHTML), Telegram exports, members of ZIP files.

Everything is read in memory and with bounds; nothing is unpacked onto the disk, so no name inside an archive can point anywhere.
"""

from __future__ import annotations

import datetime
import email
import email.policy
import io
import logging
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from mahdar.ingest.collect.shapes import Article, CollectError, Field, Reason
from mahdar.model import Source

LARGEST = 64 * 1024 * 1024  # bytes of one member, unpacked
MOST_PAGES = 500
MOST_MEMBERS = 10_000
MOST_TEXT = 4_000_000  # code points of one document
_RATIO = 200  # unpacked to packed: more is a bomb
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(body: bytes) -> Article:
    """Text and head of a PDF that has a text layer. Raises `CollectError`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(body))
            if reader.is_encrypted and not reader.decrypt(""):
                raise CollectError(Reason.form, "a PDF locked by a password")
            parts: list[str] = []
            size = 0
            for page in reader.pages[:MOST_PAGES]:
                text = page.extract_text()
                size += len(text)
                parts.append(text)
                if size > MOST_TEXT:
                    break
            info = reader.metadata
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, zlib.error, OSError) as error:
        raise CollectError(Reason.damaged, f"PDF: {type(error).__name__} {error}"[:160]) from error
    text = _tidy("\n".join(parts))
    if not text:
        raise CollectError(Reason.no_text, "a PDF without a text layer")
    fields: dict[str, Field] = {}
    if info is not None:
        _put(fields, "title", info.title, "pdf:title")
        _put(fields, "author", info.author, "pdf:author")
        # The date of the file's making is no date of publishing: it stays out.
    return Article(text=text, text_origin="pdf", fields=fields)


def read_docx(body: bytes) -> Article:
    """Text and head of a Word document: its paragraphs in order, those of tables included. Raises `CollectError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            tree = fromstring(_member(packed, "word/document.xml"), forbid_dtd=True)
            names = set(packed.namelist())
            core = fromstring(_member(packed, "docProps/core.xml"), forbid_dtd=True) if "docProps/core.xml" in names else None
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, zlib.error, ValueError, NotImplementedError, OSError) as error:
        raise CollectError(Reason.damaged, f"DOCX: {type(error).__name__} {error}"[:160]) from error
    lines = []
    for paragraph in tree.iter(_WORD + "p"):
        pieces = []
        for node in paragraph.iter():
            if node.tag == _WORD + "t":
                pieces.append(node.text or "")
            elif node.tag in (_WORD + "tab", _WORD + "br", _WORD + "cr"):
                pieces.append(" " if node.tag == _WORD + "tab" else "\n")
        lines.append("".join(pieces))
    text = _tidy("\n".join(lines))
    if not text:
        raise CollectError(Reason.no_text, "a document without words")
    fields: dict[str, Field] = {}
    if core is not None:
        for name, tag in (("title", _CORE + "title"), ("author", _CORE + "creator"), ("language", _CORE + "language")):
            node = core.find(tag)
            _put(fields, name, node.text if node is not None else None, f"docx:{name}")
    return Article(text=text, text_origin="docx", fields=fields)


def _put(fields: dict[str, Field], name: str, value: object, origin: str) -> None:
    line = " ".join(str(value).split()) if value else ""
    if line:
        fields[name] = Field(line[:500], origin)


def _tidy(text: str) -> str:
    """Lines without blanks around; letters that a PDF holds in their printed shapes become letters."""
    out = []
    for raw in text[:MOST_TEXT].replace("\r", "\n").split("\n"):
        line = "".join(unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufefc" else c for c in raw)
        line = " ".join("".join(c for c in line if c >= " " or c == "\t").split())
        if line:
            out.append(line)
    return "\n".join(out)


def _member(packed: zipfile.ZipFile, name: str) -> bytes:
    info = packed.getinfo(name)
    if info.file_size > LARGEST or info.file_size > _RATIO * max(info.compress_size, 1024):
        raise CollectError(Reason.large, f"{name[:80]}: {info.file_size // 1024} kB unpacked")
    with packed.open(info) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise CollectError(Reason.large, name[:80])
    return data


def members(body: bytes) -> Iterator[tuple[str, bytes | CollectError]]:
    """The files in a ZIP file with their names as printed there (never a place on the disk), or why one cannot be read."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise CollectError(Reason.damaged, f"ZIP: {error}") from error
    with packed:
        infos = [info for info in packed.infolist() if not info.is_dir()]
        for info in infos[:MOST_MEMBERS]:
            name = "".join(c if c.isprintable() else "_" for c in info.filename)
            try:
                yield name, _member(packed, info.filename)
            except CollectError as error:
                yield name, error
            except (zipfile.BadZipFile, KeyError, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
                yield name, CollectError(Reason.damaged, f"{type(error).__name__} {error}"[:160])
        if len(infos) > MOST_MEMBERS:
            yield "", CollectError(Reason.large, f"{len(infos)} files in one ZIP file, the first {MOST_MEMBERS} were read")


def read_mhtml(body: bytes) -> tuple[bytes, str | None, str | None]:
    """The page inside a saved page: its bytes, its content type, and the address it was saved from. Raises `CollectError`."""
    try:
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        place = message.get("Snapshot-Content-Location") or message.get("Content-Location")
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                data = part.get_payload(decode=True)
                if isinstance(data, bytes) and data.strip():
                    charset = part.get_content_charset()
                    kind = "text/html" + (f"; charset={charset}" if charset else "")
                    where = part.get("Content-Location") or place
                    return data, kind, str(where).strip() if where else None
    except (ValueError, LookupError, TypeError, AssertionError) as error:
        raise CollectError(Reason.damaged, f"MHTML: {error}"[:160]) from error
    raise CollectError(Reason.form, "a saved page without a page inside")


def is_telegram(value: object) -> bool:
    """Whether a decoded JSON file is a Telegram export: one chat, or all of an account."""
    if not isinstance(value, dict):
        return False
    return (isinstance(value.get("messages"), list) and "type" in value) or isinstance(value.get("chats"), dict)


def read_telegram(value: dict[str, Any]) -> Iterator[tuple[str, Source, str | None]]:
    """The messages with text of an export: address (`telegram:<chat>/<message>`), report, and the time with its zone."""
    chats = value.get("chats")
    rows = chats.get("list", []) if isinstance(chats, dict) else [value]
    for chat in rows if isinstance(rows, list) else []:
        if not isinstance(chat, dict) or not isinstance(chat.get("messages"), list):
            continue
        key = str(chat.get("id") or chat.get("name") or "chat")
        for message in chat["messages"]:
            if not isinstance(message, dict) or message.get("type") != "message":
                continue
            text = _tidy(_telegram_text(message.get("text")))
            if not text:
                continue
            address = f"telegram:{key}/{message.get('id')}"
            time = _telegram_time(message)
            source = Source(
                id=address,
                text=text,
                source=_name(chat.get("name")),
                author=_name(message.get("forwarded_from")) or _name(message.get("author")),
                published=time[:10] if time else None,
            )
            yield address, source, time


def _name(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _telegram_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in value if isinstance(part, str | dict))
    return ""


def _telegram_time(message: dict[str, Any]) -> str | None:
    """The message's time; the export gives it on the wall clock and in seconds of UTC, so the zone is their difference."""
    try:
        wall = datetime.datetime.fromisoformat(str(message.get("date")))
    except ValueError:
        return None
    seconds = message.get("date_unixtime")
    if seconds is not None and str(seconds).isdigit():
        offset = round((wall.replace(tzinfo=datetime.UTC).timestamp() - int(seconds)) / 60)
        if abs(offset) <= 14 * 60:
            wall = wall.replace(tzinfo=datetime.timezone(datetime.timedelta(minutes=offset)))
    return wall.isoformat(timespec="seconds")


def decode_json(body: bytes) -> object:
    """A JSON file's value. Raises `CollectError`."""
    try:
        value: object = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CollectError(Reason.damaged, f"broken JSON: {error}"[:160]) from error
    return value
