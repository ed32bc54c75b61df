"""A stored body becomes an article: by its media, with the rules of now.

The same for what was just fetched and for what lies in the archive."""

from __future__ import annotations

import hashlib

import msgspec

from mahdar import __version__
from mahdar.ingest.collect import documents
from mahdar.ingest.collect.charset import NotTextError, decode_page
from mahdar.ingest.collect.extract import read_hint, read_html
from mahdar.ingest.collect.outlets import Outlets
from mahdar.ingest.collect.shapes import Article, Collected, CollectError, Field, Hint, Reason
from mahdar.ingest.collect.state import Version
from mahdar.ingest.files import iso_date
from mahdar.ingest.page import looks_like_html
from mahdar.model import Source

HTML, TEXT, PDF, DOCX, HINT, REPORT = "html", "text", "pdf", "docx", "hint", "report"
_DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A report that came in as JSON (or a Telegram message), as it is kept in the archive."""

    source: Source
    published_time: str | None = None


def reader_name(outlets: Outlets) -> str:
    """The name of the present way of reading: the program's version and the state of its rules for pages."""
    return f"{__version__}-{outlets.digest}"


def media_of(body: bytes, content_type: str | None) -> str:
    """What a body is, by its first bytes and, where they say nothing, by its content type. Raises `CollectError`."""
    kind = (content_type or "").lower()
    if body[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if body.startswith(b"PK\x03\x04"):
        if b"word/" in body or kind.startswith(_DOCX_TYPE):
            return DOCX
        raise CollectError(Reason.form, "a packed file")
    head = body[:4000].decode("ascii", "ignore")
    if looks_like_html(head) or "html" in kind or "<html" in head.lower():
        return HTML
    if kind.startswith("text/plain"):
        return TEXT
    if not kind and b"<" in body[:4000] and b"</" in body:
        return HTML
    if "xml" in kind or "json" in kind:
        raise CollectError(Reason.form, f"content type {kind[:60]}")
    if body[:4] in (b"\x89PNG", b"GIF8", b"RIFF") or body.startswith(b"\xff\xd8\xff"):
        raise CollectError(Reason.form, "a picture")
    return HTML if kind.startswith("text/") and b"<p" in body else TEXT


def read_body(media: str, body: bytes, *, address: str, content_type: str | None, hint: Hint, day: str, outlets: Outlets) -> Article:
    """The article in a body. Raises `CollectError`; a fault in a library is told as one, never raised as it is."""
    try:
        match media:
            case "html":
                return read_html(body, address, content_type, hint, day, outlets)
            case "pdf":
                return documents.read_pdf(body)
            case "docx":
                return documents.read_docx(body)
            case "hint":
                return read_hint(msgspec.json.decode(body, type=Hint), address)
            case "report":
                return _report(msgspec.json.decode(body, type=Stored))
            case _:
                return _text(body, content_type)
    except CollectError:
        raise
    except Exception as error:
        # The body is stored all the same, so that a better reader can read it.
        raise CollectError(Reason.fault, f"{type(error).__name__}: {error}"[:200]) from error


def _text(body: bytes, content_type: str | None) -> Article:
    try:
        text, warning = decode_page(body, content_type)
    except NotTextError as error:
        raise CollectError(Reason.form, str(error)) from error
    if not text.strip():
        raise CollectError(Reason.empty, "an empty text")
    return Article(text=text.replace("\r\n", "\n").strip("\ufeff\n"), text_origin="text", warnings=[warning] if warning else [])


def _report(stored: Stored) -> Article:
    source = stored.source
    fields = {
        name: Field(value, "report")
        for name, value in (
            ("title", source.title),
            ("author", source.author),
            ("published", stored.published_time or source.published),
            ("address", source.url),
            ("language", source.language),
            ("outlet", source.source),
        )
        if value
    }
    return Article(text=source.text, text_origin="report", fields=fields)


def fingerprint(article: Article) -> str:
    """What makes a version: headline and words of the text, not blanks, and nothing of the page around them."""
    words = " ".join(f"{article.value('title') or ''}\n{article.text}".split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def collected(version: Version, reader: str, article: Article, outlet: str | None = None) -> Collected:
    """A version as the following stages take it."""
    identity = hashlib.sha256(version.article.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    published = article.value("published")
    web = version.page.startswith(("http://", "https://"))
    identity = f"{identity}-v{version.number}"
    return Collected(
        id=identity,
        address=version.article,
        version=version.number,
        body=version.body,
        fetched_at=version.at,
        source_name=version.source,
        reader=reader,
        article=article,
        published_time=published,
        source=Source(
            id=identity,
            text=article.text,
            title=article.value("title"),
            url=article.value("address") or (version.page if web else None),
            source=article.value("outlet") or outlet,
            author=article.value("author"),
            published=iso_date(published[:10]) if published else None,
            language=article.value("language"),
        ),
    )
