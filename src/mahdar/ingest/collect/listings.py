"""Sitemaps and list pages: what else names articles beside feeds."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree
from lxml import html as lxml_html

from mahdar.ingest.collect.addresses import normal
from mahdar.ingest.collect.packing import unpack
from mahdar.ingest.collect.shapes import CollectError, Hint, Item, Reason
from mahdar.ingest.decode import NotTextError, decode

LARGEST = 50 * 1024 * 1024  # bytes of a sitemap, as its standard allows
NESTED = 20  # further sitemaps that an index may lead to


def read_sitemap(body: bytes, address: str, pattern: str | None, limit: int) -> tuple[list[Item], list[str]]:
    """The articles of a sitemap, newest first where it dates them, and the addresses of further sitemaps. Raises `CollectError`."""
    data = unpack(body, LARGEST).strip()
    if data[:1] != b"<":
        return _plain(data, address, pattern, limit), []
    try:
        tree: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CollectError(Reason.form, f"not a sitemap: {type(error).__name__} {str(error)[:80]}") from error
    kind = _name(tree)
    if kind == "sitemapindex":
        nested = [(_child(node, "lastmod") or "", _child(node, "loc")) for node in tree if _name(node) == "sitemap"]
        nested.sort(key=lambda pair: pair[0], reverse=True)
        found = [normal(place, address) for _, place in nested[:NESTED] if place]
        return [], [place for place in found if place is not None]
    if kind != "urlset":
        raise CollectError(Reason.form, f"not a sitemap but <{kind[:40]}>")
    wanted = re.compile(pattern) if pattern else None
    rows: list[tuple[str, Item]] = []
    for node in tree:
        place = _child(node, "loc") if _name(node) == "url" else None
        found_at = normal(place, address) if place else None
        if found_at is None or (wanted is not None and not wanted.search(found_at)):
            continue
        news = next((inner for inner in node if _name(inner) == "news"), None)
        title = _child(news, "title") if news is not None else None
        published = _child(news, "publication_date") if news is not None else None
        publication = next((inner for inner in news if _name(inner) == "publication"), None) if news is not None else None
        language = _child(publication, "language") if publication is not None else None
        date = published or _child(node, "lastmod") or ""
        # `lastmod` says when the page was touched, so it orders and is no date of publishing.
        rows.append((date, Item(found_at, Hint(title=title, published=published, language=language))))
    if all(date for date, _ in rows):
        rows.sort(key=lambda row: row[0], reverse=True)
    return list({item.address: item for _, item in rows[:limit]}.values()), []


def _plain(data: bytes, address: str, pattern: str | None, limit: int) -> list[Item]:
    """A sitemap in text: an address a line."""
    wanted = re.compile(pattern) if pattern else None
    found: dict[str, Item] = {}
    for line in data.decode("utf-8", "replace").splitlines():
        place = normal(line, address) if line.strip().startswith(("http://", "https://")) else None
        if place is not None and (wanted is None or wanted.search(place)):
            found.setdefault(place, Item(place))
    if not found:
        raise CollectError(Reason.form, "not a sitemap")
    return list(found.values())[:limit]


def _name(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _child(node: Element, name: str) -> str | None:
    for inner in node:
        if _name(inner) == name:
            return " ".join((inner.text or "").split()) or None
    return None


def read_list(body: bytes, address: str, pattern: str, limit: int) -> list[Item]:
    """The links of a page whose addresses match `pattern`, in its order, with their longest words as titles. Raises `CollectError`."""
    try:
        text, _ = decode(body)
    except NotTextError as error:
        raise CollectError(Reason.form, str(error)) from error
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise CollectError(Reason.form, "not a page") from error
    base = tree.find(".//base[@href]")
    start = normal(base.get("href") or "", address) or address if base is not None else address
    wanted = re.compile(pattern)
    titles: dict[str, str] = {}
    for link in tree.iter("a"):
        place = normal(link.get("href") or "", start) if link.get("href") else None
        if place is None or place == address or not wanted.search(place):
            continue
        words = " ".join((link.get("title") or link.text_content() or "").split())[:300]
        if len(words) > len(titles.get(place, "")) or place not in titles:
            titles[place] = words
    if not titles:
        raise CollectError(Reason.empty, "no link matches the pattern")
    return [Item(place, Hint(title=words or None)) for place, words in list(titles.items())[:limit]]
