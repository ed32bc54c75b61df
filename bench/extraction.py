"""Extraction measured: word F1 and pages a second of our own way and of the bare libraries, on the pages of bench/pages, in one run.

Ours is the whole way: decoding, head values, extraction, then the reading of residue where the language has a pack. The others are called as
their manuals say, with the page's text (or bytes, where they take them), and are left out where they are not installed.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from bench.make_pages import PAGES, Right
from mahdar import pipeline
from mahdar.ingest.collect.extract import read_html
from mahdar.ingest.collect.outlets import bundled
from mahdar.ingest.collect.shapes import Article, CollectError, Hint
from mahdar.ingest.decode import decode
from mahdar.model import Source
from mahdar.read import read_report

_WORD = re.compile(r"\w+")
DAY = "2021-11-30"
Extract = Callable[[bytes, Right], str]


class Page(msgspec.Struct, frozen=True):
    """A page with its right text and head."""

    name: str
    body: bytes
    text: str
    right: Right


def pages() -> list[Page]:
    """The pages of the bench, by name."""
    out = []
    for path in sorted(PAGES.glob("*.html")):
        right = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Right)
        out.append(Page(path.stem, path.read_bytes(), path.with_suffix(".txt").read_text(encoding="utf-8"), right))
    return out


def words(text: str, title: str = "") -> Counter[str]:
    """The words of a text, leaving out lines that repeat the headline."""
    return Counter(word for line in text.split("\n") if line.strip() != title for word in _WORD.findall(line))


def f1(found: str, page: Page) -> tuple[float, float, float]:
    """Precision, recall and F1 of words."""
    mine, right = words(found, page.right.title), words(page.text)
    shared = sum((mine & right).values())
    precision, recall = shared / max(1, sum(mine.values())), shared / max(1, sum(right.values()))
    return precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0


# ---------------------------------------------------------------- our own way
def read_article(body: bytes, right: Right) -> Article:
    """Bytes to article, as the collector does it."""
    return read_html(body, right.address, "text/html", Hint(), DAY, bundled())


def ours() -> Extract:
    """Bytes to the story of a clean report."""
    reader = pipeline.load()

    def extract(body: bytes, right: Right) -> str:
        try:
            article = read_article(body, right)
        except CollectError:
            return ""
        language = article.value("language") or "ar"
        if language != reader.pack.settings.code:
            return article.text
        source = Source(id="x", text=article.text, title=article.value("title"), author=article.value("author"))
        report = read_report(source, reader.rules, reader.lexicon)
        text, at, parts = report.text, 0, []
        for residue in report.residue:
            parts.append(text[at : max(at, residue.start)])
            at = max(at, residue.end)
        parts.append(text[at:])
        return "".join(parts)

    return extract


# ---------------------------------------------------------------- the peers' bare libraries
def _text(body: bytes) -> str:
    return decode(body)[0]


def _trafilatura(module: Any, **options: Any) -> Extract:
    return lambda body, right: module.extract(_text(body), **options) or ""


def _resiliparse(module: Any) -> Extract:
    tree = importlib.import_module("resiliparse.parse.html")
    return lambda body, right: str(module.extract_plain_text(tree.HTMLTree.parse(_text(body)), main_content=True))


def _readability(module: Any) -> Extract:
    html = importlib.import_module("lxml.html")

    def extract(body: bytes, right: Right) -> str:
        summary = module.Document(_text(body)).summary(html_partial=True)
        tree = html.fromstring(summary)
        for node in tree.iter("p", "div", "br", "li", "td", "h1", "h2", "h3"):
            node.tail = "\n" + (node.tail or "")
        return str(tree.text_content())

    return extract


def _justext(module: Any) -> Extract:
    lists = {"ar": "Arabic", "fa": "Persian", "ru": "Russian", "en": "English"}
    stops = {code: module.get_stoplist(name) for code, name in lists.items()}
    return lambda body, right: "\n".join(p.text for p in module.justext(_text(body), stops[right.language]) if not p.is_boilerplate)


def _newspaper(module: Any) -> Extract:
    def extract(body: bytes, right: Right) -> str:
        article = module.Article(right.address, language=right.language)
        article.download(input_html=_text(body))
        article.parse()
        return str(article.text)

    return extract


def _boilerpy(module: Any) -> Extract:
    extractor = module.ArticleExtractor()
    return lambda body, right: str(extractor.get_content(_text(body)))


PEERS: dict[str, tuple[str, Callable[[Any], Extract]]] = {
    "trafilatura": ("trafilatura", lambda m: _trafilatura(m)),
    "trafilatura, precision": (
        "trafilatura",
        lambda m: _trafilatura(m, favor_precision=True, include_comments=False, include_tables=False),
    ),
    "trafilatura, recall": ("trafilatura", lambda m: _trafilatura(m, favor_recall=True)),
    "resiliparse": ("resiliparse.extract.html2text", _resiliparse),
    "readability-lxml": ("readability", _readability),
    "justext": ("justext", _justext),
    "newspaper4k": ("newspaper", _newspaper),
    "boilerpy3": ("boilerpy3.extractors", _boilerpy),
}


def peers() -> dict[str, Extract]:
    """The libraries that are installed here."""
    found: dict[str, Extract] = {}
    for name, (module, make) in PEERS.items():
        try:
            found[name] = make(importlib.import_module(module))
        except ImportError:
            continue
    return found


class Measured(msgspec.Struct):
    """One way of extracting on all pages."""

    name: str
    precision: float
    recall: float
    f1: float
    worst: float
    speed: float
    layouts: dict[str, float]


def measure(name: str, extract: Extract, found: list[Page], rounds: int = 1) -> Measured:
    """Word scores, as means over the pages, and pages a second on this core."""
    scores: list[tuple[float, float, float]] = []
    layouts: dict[str, list[float]] = {}
    took = 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception):
            extract(found[0].body, found[0].right)
        for n in range(rounds):
            for page in found:
                begun = time.process_time()
                try:
                    text = extract(page.body, page.right)
                except Exception:
                    text = ""
                took += time.process_time() - begun
                if n == 0:
                    scores.append(f1(text, page))
                    layouts.setdefault(page.right.layout, []).append(scores[-1][2])
    mean = [sum(score[n] for score in scores) / len(scores) for n in range(3)]
    by_layout = {layout: sum(values) / len(values) for layout, values in layouts.items()}
    return Measured(name, mean[0], mean[1], mean[2], min(s[2] for s in scores), rounds * len(found) / took, by_layout)


class Heads(msgspec.Struct):
    """Right head values of all pages that state them."""

    right: dict[str, int]
    stated: dict[str, int]


def heads(found: list[Page]) -> Heads:
    """Title, day, author and address: how many are right, of those that the page gives anywhere."""
    right: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for page in found:
        try:
            article = read_article(page.body, page.right)
        except CollectError:
            continue
        text = decode(page.body)[0]
        wanted = {"title": page.right.title, "author": page.right.author, "address": page.right.address, "published": page.right.day}
        for name, value in wanted.items():
            if name == "published" or value in text:
                stated[name] += 1
                got = article.value(name) or ""
                right[name] += (got[:10] if name == "published" else got) == value
    return Heads(dict(right), dict(stated))


__all__ = ["PAGES", "Path", "f1", "heads", "measure", "ours", "pages", "peers", "read_article"]
