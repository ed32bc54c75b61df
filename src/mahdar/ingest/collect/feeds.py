"""Feeds: RSS, Atom, RDF and JSON Feed become items. Dates are kept as printed, with their zone, and never moved to another one."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

import feedparser
import msgspec

from mahdar.ingest.collect.addresses import normal
from mahdar.ingest.collect.shapes import CollectError, Hint, Item, Reason
from mahdar.ingest.page import visible

_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_CLASSIC = (b"<rss", b"<feed", b"<rdf:rdf", b"<channel")
_HEAD = 5000  # bytes in which a feed begins
MOST_TAGS = 100_000
FULL_TEXT = 400  # code points: a feed's text this long is the article, not a teaser


def read_feed(body: bytes, address: str, content_type: str | None, limit: int) -> list[Item]:
    """The articles a feed names, in its order, each address once. Raises `CollectError` where the body is no feed."""
    if body.lstrip()[:1] == b"{":
        return _json_feed(body, address, limit)
    _check(body)
    parsed = _parse(body, content_type)
    entries: list[Any] = list(parsed.entries)
    if not entries and not parsed.get("version"):
        raise CollectError(Reason.form, "a feed that breaks off")
    language = parsed.feed.get("language") or None
    items: dict[str, Item] = {}
    for entry in entries[:limit]:
        link = entry.get("link") or next((a.get("href") for a in entry.get("links", []) if a.get("href")), None)
        identity = entry.get("id") or ""
        if not link and identity.startswith(("http://", "https://")):
            link = identity
        found = normal(link, address) if link else None
        if found is None or found in items:
            continue
        items[found] = Item(found, _hint(entry, language))
    return list(items.values())


def _check(body: bytes) -> None:
    """Refuse what is no feed, or what takes the parser longer than any feed of news."""
    head = body.replace(b"\0", b"")[:_HEAD].lower()
    if not any(sign in head for sign in _CLASSIC):
        page = b"<html" in head or b"<!doctype html" in head
        raise CollectError(Reason.form, "not a feed but a page" if page else "not a feed")
    tags = body.count(b"<")
    if tags > MOST_TAGS:
        raise CollectError(Reason.large, f"a feed of {tags} tags")


def _parse(body: bytes, content_type: str | None) -> Any:
    # Entity declarations have no honest use in a feed; without them nothing can expand.
    if _ENTITY.search(body[:65536]):
        begin = body.upper().find(b"<!DOCTYPE")
        found = _DOCTYPE.match(body, begin) if begin >= 0 else None
        if found:
            body = body[: found.start()] + body[found.end() :]
        if _ENTITY.search(body[:65536]):
            raise CollectError(Reason.form, "declares entities")
    headers = {"content-type": content_type} if content_type else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _hint(entry: Any, language: str | None) -> Hint:
    text = ""
    for content in entry.get("content", []):
        value = visible(content.get("value") or "") if content.get("value") else ""
        if len(value) > len(text):
            text = value
    summary = entry.get("summary") or ""
    if not text and len(summary) >= FULL_TEXT:
        text = visible(summary)
    return Hint(
        title=_line(_seen(entry.get("title") or "")),
        published=_line(entry.get("published") or entry.get("updated") or entry.get("created") or ""),
        author=_line(entry.get("author") or ""),
        text=text if len(text) >= FULL_TEXT else None,
        language=language,
    )


def _seen(value: str) -> str:
    """Text that may hold markup, as a reader sees it."""
    return visible(value) if "<" in value or "&" in value else value


def _json_feed(body: bytes, address: str, limit: int) -> list[Item]:
    try:
        feed = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CollectError(Reason.form, f"not a JSON feed: {str(error)[:80]}") from error
    rows = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(rows, list):
        raise CollectError(Reason.form, "JSON, but not a JSON feed")
    language = _string(feed, "language")
    items: dict[str, Item] = {}
    for row in rows[:limit]:
        if not isinstance(row, dict):
            continue
        link = _string(row, "url") or _string(row, "external_url") or _string(row, "id")
        found = normal(link, address) if link else None
        if found is None or found in items:
            continue
        html = _string(row, "content_html")
        text = _string(row, "content_text") or (visible(html) if html else "") or ""
        authors = row.get("authors") or [row.get("author")]
        names = [a["name"] for a in authors if isinstance(a, dict) and isinstance(a.get("name"), str)] if isinstance(authors, list) else []
        hint = Hint(
            title=_line(_string(row, "title") or ""),
            published=_line(_string(row, "date_published") or ""),
            author=_line(", ".join(names)),
            text=text if len(text) >= FULL_TEXT else None,
            language=_string(row, "language") or language,
        )
        items[found] = Item(found, hint)
    return list(items.values())


def _string(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _line(value: str) -> str | None:
    return " ".join(value.split())[:500] or None
