"""From the bytes of a page to an article: decoded, parsed, its head read from the markup, its story found, lines of furniture taken out.

Pages are parsed, never executed; entities of their own are never expanded.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from mahdar.ingest.collect import markup, moments
from mahdar.ingest.collect import story as stories
from mahdar.ingest.collect.charset import NotTextError, decode_page
from mahdar.ingest.collect.outlets import General, Outlets
from mahdar.ingest.collect.shapes import Article, CollectError, Hint, Reason
from mahdar.ingest.page import SHORT
from mahdar.text import folded

_SHORT_LINE = 48  # code points
_DATE_WORDS = 7
LARGEST = 8 * 1024 * 1024  # bytes of a page: a larger one is no page of news
MOST_TAGS = 60_000  # a long live page has half of that
MOST_ATTRIBUTES = 1000  # of one tag
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{4000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def read_html(body: bytes, address: str, content_type: str | None, hint: Hint, day: str, outlets: Outlets) -> Article:
    """The article of a page fetched on `day`. Raises `CollectError` where the bytes are no page or it holds no story."""
    if len(body) > LARGEST:
        raise CollectError(Reason.large, f"a page of {len(body) // 1024} kB")
    try:
        text, warning = decode_page(body, content_type)
    except NotTextError as error:
        raise CollectError(Reason.form, str(error)) from error
    told = [warning] if warning else []
    _check(text)
    tree = _parse(text)
    if tree is None:
        raise CollectError(Reason.form, "no page could be read from it")
    found, body_in_json = markup.candidates(tree, address, hint)
    rule = outlets.rule(_host(address), day)
    if rule is not None:
        for name, path in rule[1].fields.items():
            value = _xpath_text(tree, path)
            if value and name in found:
                found[name].insert(0, (value, f"outlet:{rule[0]}"))
    values = markup.fields(found, address)
    language = values["language"].value if "language" in values else None
    titles = {folded(value) for row in found["title"] if (value := " ".join(row[0].split()))}
    if "title" in values:
        titles.add(folded(values["title"].value))
    story = stories.find(tree, text, outlets.general, rule, body_in_json, hint, titles)
    lines = _without_residue(story.text, language, outlets.general)
    if len(lines) < SHORT:
        raise CollectError(Reason.no_text, f"{len(lines)} letters")
    if story.origin == "visible text":
        told.append("no story was found on the page, its visible text was read")
    return Article(text=lines, text_origin=story.origin, fields=values, warnings=told)


def _check(text: str) -> None:
    """Refuse what takes parsers longer than any page of news: too many tags, or a tag with too many attributes."""
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise CollectError(Reason.large, f"a page of {tags} tags")
    for tag in _LONG_TAG.finditer(text):
        if len(_QUOTED.sub("", tag[0]).split()) > MOST_ATTRIBUTES:
            raise CollectError(Reason.large, "a tag with too many attributes")


def read_hint(hint: Hint, address: str) -> Article:
    """The article that a full-text feed gives by itself."""
    if not hint.text:
        raise CollectError(Reason.no_text, "the feed gives no text")
    found: markup.Candidates = {name: [] for name in markup.FIELDS}
    for name, value in (("title", hint.title), ("author", hint.author), ("published", hint.published), ("language", hint.language)):
        if value:
            found[name].append((value, "feed"))
    return Article(text=stories.tidy(hint.text), text_origin="feed", fields=markup.fields(found, address))


def _host(address: str) -> str:
    return address.split("/")[2].partition(":")[0] if "//" in address else ""


def _parse(text: str) -> Any:
    """The tree of a page, or None. Depth and size are bounded by the parser."""
    parser = lxml_html.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=False)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _xpath_text(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    if isinstance(found, list):
        found = found[0] if found else ""
    return " ".join((found if isinstance(found, str) else found.text_content()).split())


def _without_residue(text: str, language: str | None, general: General) -> str:
    """Lines without those that are furniture in any language (numbers, a date alone) or in the page's own."""
    pattern = general.patterns.get(language or "")
    kept = []
    for line in text.split("\n"):
        if len(line) <= _SHORT_LINE and (
            not any(c.isalpha() for c in line) or (len(line.split()) <= _DATE_WORDS and moments.printed(line))
        ):
            continue
        if pattern is None or not pattern.fullmatch(line):
            kept.append(line)
    return "\n".join(kept)
