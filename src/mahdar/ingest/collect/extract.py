"""From the bytes of a page to an article: markup read, furniture taken out, the story found by a library and checked against the markup.

trafilatura finds the story. What it gives is compared with what the markup itself calls the article's body, because on pages without
paragraphs the library may lose most of a story without a word. Pages are parsed, never executed.
"""

from __future__ import annotations

import contextlib
import html
import re
import warnings
from typing import Any, NamedTuple

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from mahdar.ingest.collect import markup
from mahdar.ingest.collect.charset import NotTextError, decode_page
from mahdar.ingest.collect.outlets import General, OutletRule, Outlets
from mahdar.ingest.collect.shapes import Article, CollectError, Field, Hint, Reason
from mahdar.ingest.page import SHORT, visible
from mahdar.text import folded

LARGEST = 8 * 1024 * 1024  # bytes of a page: a larger one is no page of news
MOST_TAGS = 200_000
_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"[ \t\xa0\r\f\v]+")
_SEPARATORS = re.compile("[\u2028\u2029\x85]")
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tr", "ul"}
)
_KEEP = frozenset({"html", "body", "article", "main"})
_STORY_SHARE = 0.5  # of the page's paragraph text: an element with more is no furniture, whatever its name
_LOSS = 1.2  # a body from the markup this much longer than the library's says that the library lost some
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")


class _Text(NamedTuple):
    text: str
    origin: str


def read_html(body: bytes, address: str, content_type: str | None, hint: Hint, day: str, outlets: Outlets) -> Article:
    """The article of a page fetched on `day`. Raises `CollectError` where the bytes are no page or it holds no story."""
    if len(body) > LARGEST:
        raise CollectError(Reason.large, f"a page of {len(body) // 1024} kB")
    try:
        text, warning = decode_page(body, content_type)
    except NotTextError as error:
        raise CollectError(Reason.form, str(error)) from error
    told = [warning] if warning else []
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
    story = _story(tree, text, outlets.general, rule, body_in_json, hint)
    lines = _without_residue(story.text, language, outlets.general, values.get("title"))
    if len(lines) < SHORT:
        raise CollectError(Reason.no_text, f"{len(lines)} letters")
    if story.origin == "visible text":
        told.append("no story was found on the page, its visible text was read")
    return Article(text=lines, text_origin=story.origin, fields=values, warnings=told)


def read_hint(hint: Hint, address: str) -> Article:
    """The article that a full-text feed gives by itself."""
    if not hint.text:
        raise CollectError(Reason.no_text, "the feed gives no text")
    found: markup.Candidates = {name: [] for name in markup.FIELDS}
    for name, value in (("title", hint.title), ("author", hint.author), ("published", hint.published), ("language", hint.language)):
        if value:
            found[name].append((value, "feed"))
    return Article(text=_lines(hint.text), text_origin="feed", fields=markup.fields(found, address))


def _host(address: str) -> str:
    return address.split("/")[2].partition(":")[0] if "//" in address else ""


def _parse(text: str) -> Any:
    """The tree of a page, or None. Entities of a page's own are never expanded; depth and size are bounded by the parser."""
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


# ---------------------------------------------------------------- the story
def _story(tree: Any, text: str, general: General, rule: tuple[str, OutletRule] | None, body_in_json: str | None, hint: Hint) -> _Text:
    if rule is not None:
        for path in rule[1].drop:
            for node in tree.xpath(path):
                _drop(node)
    _clean(tree, general)
    if rule is not None and rule[1].body is not None:
        story = "\n".join(part for node in tree.xpath(rule[1].body) if (part := _blocks(node)))
        if len(story) >= SHORT:
            return _Text(story, f"outlet:{rule[0]}")
    marked = _container(tree, general)
    written = _lines(html.unescape(_TAG.sub("\n", body_in_json))) if body_in_json else ""
    best = _Text(_library(tree), "trafilatura")
    best = _better(best, _Text(marked, "markup"))
    best = _better(best, _Text(written, "json-ld"), only_if_lost=True)
    if hint.text:
        best = _better(best, _Text(_lines(hint.text), "feed"), only_if_lost=True)
    if len(best.text) < SHORT:
        best = _Text(visible(text), "visible text")
    return best


def _better(best: _Text, other: _Text, *, only_if_lost: bool = False) -> _Text:
    """Which of two readings of one story to believe.

    The markup's own body is taken where it holds what the library found and more (the library lost some), or where what the library has
    beyond it is small or stands outside of it (a lead above the body stays with the library's reading).
    """
    if len(other.text) < SHORT:
        return best
    if len(best.text) < SHORT:
        return other
    mine, its = _WORD.findall(best.text), _WORD.findall(other.text)
    shared = len(set(mine) & set(its)) / max(1, len(set(mine)))
    if len(its) > _LOSS * len(mine) and shared > 0.8:
        return other
    if only_if_lost:
        return best
    held = len(set(mine) & set(its)) / max(1, len(set(its)))
    return other if held > 0.8 and len(its) >= 0.5 * len(mine) and len(its) >= 60 else best


def _clean(tree: Any, general: General) -> None:
    """Take out what the markup calls furniture, unless most of the page's paragraphs are inside."""
    for node in general.dropped(tree):
        _drop(node)
    whole = _prose(tree)
    for node in tree.xpath("//*[@class or @id or @role]"):
        if node.tag in _KEEP or node.getparent() is None:
            continue
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        role = node.get("role") or ""
        hidden = "display:none" in (node.get("style") or "").replace(" ", "") or node.get("hidden") is not None
        furniture = hidden or role in ("navigation", "complementary", "banner", "search") or general.is_furniture(names)
        if furniture and _prose(node) <= _STORY_SHARE * whole and node.get("itemprop") != "articleBody":
            _drop(node)


def _prose(node: Any) -> int:
    """Letters in the paragraphs below an element; of all its text where it has none."""
    inside = sum(len(p.text_content()) for p in node.iter("p"))
    return inside or len(node.text_content())


def _drop(node: Any) -> None:
    parent = node.getparent()
    if parent is None:
        return
    # What follows the element stays, as a text of its own.
    tail = node.tail
    if tail and tail.strip():
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
    parent.remove(node)


def _library(tree: Any) -> str:
    document = None
    with warnings.catch_warnings(), contextlib.suppress(Exception):
        warnings.simplefilter("ignore")
        document = trafilatura.bare_extraction(
            tree, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False, deduplicate=False
        )
    return _lines(document.text or "") if document is not None and not isinstance(document, dict) else ""


def _container(tree: Any, general: General) -> str:
    """The text of what the markup calls the article's body; of several (teasers have one each) the longest."""
    for path in general.found:
        best = ""
        for node in path(tree)[:50]:
            text = _blocks(node)
            if len(text) > len(best):
                best = text
        if len(best) >= SHORT:
            return best
    return ""


def _blocks(node: Any) -> str:
    """The text of an element, a line for each of its blocks."""
    parts: list[str] = []

    def walk(at: Any, depth: int) -> None:
        if not isinstance(at.tag, str):
            return
        block = at.tag in _BLOCKS
        if block:
            parts.append("\n")
        if at.text:
            parts.append(at.text.replace("\n", " "))
        if depth < 200:
            for child in at:
                walk(child, depth + 1)
                if child.tail:
                    parts.append(child.tail.replace("\n", " "))
        if block:
            parts.append("\n")

    walk(node, 0)
    return _lines("".join(parts))


def _lines(text: str) -> str:
    text = _SEPARATORS.sub("\n", text)
    return "\n".join(line for raw in text.split("\n") if (line := _BLANKS.sub(" ", raw).strip()))


def _without_residue(text: str, language: str | None, general: General, title: Field | None) -> str:
    """Lines without those that are furniture in their language, and without the headline repeated at the beginning."""
    pattern = general.patterns.get(language or "")
    lines = text.split("\n")
    if title is not None and lines:
        names = {folded(title.value), *(folded(value) for value, _ in title.others)}
        while len(lines) > 1 and folded(lines[0]) in names:
            lines.pop(0)
    if pattern is not None:
        lines = [line for line in lines if not pattern.fullmatch(line)]
    return "\n".join(lines)
