"""The story on a page: furniture out, three independent ways to find it, and which of them to believe.

A well-kept library (trafilatura) finds it by experience, the markup may name it, and the densest element of the page is likely to be it. Where
they agree the most exact one is taken; where the library lost words, as it does on pages without paragraphs, the others have them.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import warnings
from collections import Counter
from typing import Any, NamedTuple

import trafilatura

from mahdar.ingest.collect import moments
from mahdar.ingest.collect.outlets import General, OutletRule
from mahdar.ingest.collect.shapes import CollectError, Hint, Reason
from mahdar.ingest.page import SHORT, visible
from mahdar.text import folded

_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"[ \t\xa0\r\f\v]+")
_SEPARATORS = re.compile("[\u2028\u2029\x85]")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_DATED = re.compile(r"date|time|publish|posted", re.IGNORECASE)
# Blanks and signs that are not seen: the library drops some that belong to the spelling, as the joiner inside Persian words.
_UNSEEN = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_ENDS = (".", "!", "?", "\u061f", "\u06d4", "\u00bb", "\u201d", '"', ":")
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tr", "ul"}
)
# Where engines write what an element is for.
_NAMED = ("class", "id", "aria-labelledby", "data-testid", "data-e2e", "data-component")
_KEEP = frozenset({"html", "body", "article", "main"})
MOST_LETTERS = 1_000_000  # of a page, seen or not: a book has fewer
_LINK_SHARE = 0.6  # of a line's letters: a line of links that ends like no sentence leads elsewhere
_STORY_SHARE = 0.5  # of the page's prose: an element with more is no furniture, whatever its name
_DENSE = 0.6  # of the page's letters outside of links: the deepest element with so many is the densest
_LOSS = 1.15  # a reading this much longer than another that it holds says that the other lost some
_HELD = 0.85  # share of words from which a reading holds another
_STUB = 0.4  # of the length of the story given for machines: a page that shows less is filled by scripts
_MOST_NODES = 60_000
_LONGEST_LEAD = 700  # code points
_SHORTEST_DATA = 200
_LONGEST_DATA = 4_000_000


class Text(NamedTuple):
    """A reading of the story and where it comes from."""

    text: str
    origin: str


def find(
    tree: Any, text: str, general: General, rule: tuple[str, OutletRule] | None, body_in_json: str | None, hint: Hint, titles: set[str]
) -> Text:
    """The story of a parsed page (which is changed by it); the whole visible text where none is found. `titles` are folded headlines."""
    if rule is not None:
        for path in rule[1].drop:
            for node in tree.xpath(path):
                _drop(node)
    data = _page_data(tree, general)
    _clean(tree, general)
    if rule is not None and rule[1].body is not None:
        story = _untitled("\n".join(part for node in tree.xpath(rule[1].body) if (part := blocks(node))), titles)
        if len(story) >= SHORT:
            return Text(story, f"outlet:{rule[0]}")
    ways = [Text(_untitled(_container(tree, general), titles), "markup"), Text(_untitled(_densest(tree), titles), "densest element")]
    ways = [way for way in ways if len(way.text) >= SHORT]
    library = Text(_untitled(_library(tree, fast=True), titles), "trafilatura")
    if not any(_alike(library.text, way.text) for way in ways):
        library = Text(_untitled(_library(tree, fast=False), titles), "trafilatura")
    best = library
    for way in ways:
        best = _better(best, way)
    best = Text(_with_lead(tree, best.text, general), best.origin)
    for extra in (Text(_unmarked(body_in_json or ""), "json-ld"), Text(data, "page data"), Text(tidy(hint.text or ""), "feed")):
        stub = len(best.text) < max(SHORT, _STUB * len(extra.text))
        if len(extra.text) >= SHORT and (stub or _lost(best.text, extra.text)):
            best = extra
    return best if len(best.text) >= SHORT else Text(_untitled(visible(text), titles), "visible text")


def _unmarked(text: str) -> str:
    """Text that may hold markup, without it."""
    return tidy(html.unescape(_TAG.sub("\n", text)))


def _with_lead(tree: Any, text: str, general: General) -> str:
    """The story with the paragraph that introduces it, where a page sets that apart from the body."""
    if len(text) < SHORT:
        return text
    first = _UNSEEN.sub("", text.split("\n")[0])
    held = _UNSEEN.sub("", text)
    for node in tree.xpath("//p[@class]|//div[@class]|//h2[@class]|//h3[@class]"):
        if not general.is_lead(node.get("class") or ""):
            continue
        lead = " ".join(node.text_content().split())
        squeezed = _UNSEEN.sub("", lead)
        if first in squeezed:
            return text
        if SHORT <= len(lead) <= _LONGEST_LEAD and lead.endswith(_ENDS) and squeezed not in held:
            return f"{lead}\n{text}"
    return text


def _page_data(tree: Any, general: General) -> str:
    """The longest prose that a page's scripts have in their data under a name that says it is the story."""
    best = ""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/json" and script.text and len(script.text) < _LONGEST_DATA:
            try:
                stack = [json.loads(script.text)]
            except (ValueError, RecursionError):
                continue
            while stack:
                value = stack.pop()
                if isinstance(value, list):
                    stack += value
                elif isinstance(value, dict):
                    for key, inner in value.items():
                        if isinstance(inner, str):
                            best = inner if key in general.data and len(inner) > max(len(best), _SHORTEST_DATA) else best
                        else:
                            stack.append(inner)
    return _unmarked(best)


def _untitled(text: str, titles: set[str]) -> str:
    """A text without the headline repeated at its beginning."""
    lines = text.split("\n")
    while lines and folded(lines[0]) in titles:
        lines.pop(0)
    return "\n".join(lines)


# ---------------------------------------------------------------- which one to believe
def _counts(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text))


def _held(one: str, other: str) -> float:
    """Share of the words of `one` that `other` has, too."""
    mine = _counts(one)
    return sum((mine & _counts(other)).values()) / max(1, sum(mine.values()))


def _alike(one: str, other: str) -> bool:
    return len(one) >= SHORT and _held(one, other) >= _HELD and _held(other, one) >= _HELD


def _lost(one: str, other: str) -> bool:
    """Whether `other` is `one` with what that lost."""
    return len(other) > _LOSS * len(one) and _held(one, other) >= _HELD


def _better(best: Text, other: Text) -> Text:
    """Which of two readings to believe: the one that lost nothing; of two that agree, the markup's own, which has its exact bounds."""
    if len(best.text) < SHORT or _lost(best.text, other.text):
        return other
    return other if best.origin == "trafilatura" and _alike(best.text, other.text) else best


# ---------------------------------------------------------------- furniture out
def _clean(tree: Any, general: General) -> None:
    """Take out what the markup calls furniture, unless most of the page's prose is inside."""
    for node in general.unseen(tree):
        _drop(node)
    letters = len(tree.text_content())
    if letters > MOST_LETTERS:
        raise CollectError(Reason.large, f"a page of {letters} letters")
    whole = _prose(tree)
    for node in tree.xpath(
        "//*[@class or @id or @role or @hidden or @style or @aria-labelledby or @data-testid]|"
        + "|".join(f"//{name}" for name in general.elements)
    ):
        if node.tag in _KEEP or node.getparent() is None:
            continue
        names = " ".join(node.get(attribute) or "" for attribute in _NAMED)
        if (
            node.tag in general.names
            or node.get("hidden") is not None
            or "display:none" in (node.get("style") or "").replace(" ", "")
            or node.get("role") in ("navigation", "complementary", "banner", "search")
            or general.is_furniture(names)
            or (_DATED.search(names) and _is_date(node))
        ) and (_prose(node) <= _STORY_SHARE * whole and node.get("itemprop") != "articleBody"):
            _drop(node)
    for node in tree.xpath("//*[self::p or self::li or self::div or self::h2 or self::h3 or self::h4 or self::h5][a or */a]"):
        if node.getparent() is not None and _leads_away(node):
            _drop(node)


def _prose(node: Any) -> int:
    """Letters in the paragraphs below an element; of all its text where it has none."""
    inside = sum(len(p.text_content()) for p in node.iter("p"))
    return inside or len(node.text_content())


def _is_date(node: Any) -> bool:
    text = node.text_content().strip()
    return len(text) <= 60 and moments.printed(text) is not None


def _leads_away(node: Any) -> bool:
    """Whether a line is a link to something else: mostly link, and it ends like no sentence."""
    text = " ".join(node.text_content().split())
    if len(text) > 300 or text.endswith(_ENDS):
        return False
    linked = sum(len(" ".join(a.text_content().split())) for a in node.iter("a"))
    return bool(text) and linked >= _LINK_SHARE * len(text)


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


# ---------------------------------------------------------------- three ways
def _library(tree: Any, *, fast: bool) -> str:
    """What trafilatura finds, each line as the page has it."""
    document = None
    with warnings.catch_warnings(), contextlib.suppress(Exception):
        warnings.simplefilter("ignore")
        document = trafilatura.bare_extraction(
            tree, fast=fast, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
        )
    if document is None or isinstance(document, dict) or not document.text:
        return ""
    found = tidy(document.text)
    as_printed = {_UNSEEN.sub("", line): line for line in blocks(tree).split("\n")}
    return "\n".join(as_printed.get(_UNSEEN.sub("", line), line) for line in found.split("\n"))


def _container(tree: Any, general: General) -> str:
    """The text of what the markup calls the article's body; of several (teasers have one each) the longest."""
    for path in general.found:
        best = ""
        for node in path(tree)[:50]:
            text = blocks(node)
            if len(text) > len(best):
                best = text
        if len(best) >= SHORT:
            return best
    return ""


def _densest(tree: Any) -> str:
    """The text of the deepest element that has most of the page's letters outside of links."""
    weights: dict[Any, int] = {}
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    if len(nodes) > _MOST_NODES:
        return ""
    for node in reversed(nodes):
        inside = len((node.text or "").strip())
        for child in node:
            inside += weights.get(child, 0) + len((child.tail or "").strip())
        weights[node] = 0 if node.tag in ("a", "h1", "title") else inside
    at = tree
    least = _DENSE * weights.get(tree, 0)
    while True:
        child = next((child for child in at if weights.get(child, 0) >= least > 0), None)
        if child is None:
            return blocks(at)
        at = child


# ---------------------------------------------------------------- text of elements
def blocks(node: Any) -> str:
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
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Lines without blanks around, none of them empty."""
    text = _SEPARATORS.sub("\n", text)
    return "\n".join(line for raw in text.split("\n") if (line := _BLANKS.sub(" ", raw).strip()))
