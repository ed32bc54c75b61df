"""HTML pages: the text of the story and what the page says of itself."""

from __future__ import annotations

import contextlib
import importlib
import logging
import re
import warnings
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped,unused-ignore]
from lxml import html as lxml_html

# Pages differ in how well they close their tags; the extractor logs each of them, the reader tells what matters itself.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)
_BLANKS = re.compile(r"[ \t\xa0]+")
_BREAKS = re.compile(r"\n\s*\n\s*")
_UNSEEN = "script|style|noscript|template|head|svg|iframe|form|select|button"
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "td", "title")
SHORT = 40  # code points: less than this is no story


class Page(NamedTuple):
    """What a page gives; `warning` where the story had to be taken from the visible text."""

    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None
    warning: str | None = None


def looks_like_html(text: str) -> bool:
    """Whether the first letters are those of a page."""
    return (
        re.match(
            r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|meta|p|h1)\b",
            text[:4000],
            re.I | re.S,
        )
        is not None
    )


def read_page(text: str) -> Page:
    """Story and metadata of an HTML page; an empty text where it shows none. Never raises."""
    trafilatura: Any = importlib.import_module("trafilatura")  # half a second to load, and most reports are no pages
    document = None
    with warnings.catch_warnings(), contextlib.suppress(Exception):
        warnings.simplefilter("ignore")
        # The extractor takes any tag soup; what it cannot take falls back to the visible text.
        document = trafilatura.bare_extraction(text, favor_precision=True, include_comments=False, include_tables=False, with_metadata=True)
    seen = visible(text)
    if document is None or isinstance(document, dict):
        return Page(seen, warning="no story was found on the page, its visible text was read" if seen else None)
    story = _clean(document.text or "")
    warning = None
    if len(story) < SHORT <= len(seen):
        story, warning = seen, "no story was found on the page, its visible text was read"
    return Page(
        story,
        title=_one_line(document.title),
        author=_one_line(document.author),
        published=document.date,
        url=document.url,
        source=_one_line(document.sitename),
        language=_language(text),
        warning=warning,
    )


def _language(text: str) -> str | None:
    m = re.search(r"<html[^>]{0,300}?\slang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", text[:4000])
    return m[1].lower() if m else None


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _clean(text: str) -> str:
    return "\n".join(line for line in (_BLANKS.sub(" ", raw).strip() for raw in text.split("\n")) if line)


def visible(text: str) -> str:
    """The text that a reader of the page sees, a line for each block."""
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8", recover=True))
    except (etree.LxmlError, ValueError):
        return ""
    for node in tree.xpath("|".join(f"//{tag}" for tag in _UNSEEN.split("|")) + "|//comment()"):
        # `drop_tree` keeps the text that follows the node.
        if node.getparent() is not None:
            node.drop_tree()
    for node in tree.iter(*_BLOCKS):
        node.tail = "\n" + (node.tail or "")
    return _clean(_BREAKS.sub("\n", tree.text_content()))
