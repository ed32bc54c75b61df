"""What a page's markup says of the article: JSON-LD, OpenGraph, meta elements, and the visible head; each value with its origin."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from mahdar.ingest.collect import moments
from mahdar.ingest.collect.addresses import is_front_page, normal, same_site
from mahdar.ingest.collect.shapes import Field, Hint
from mahdar.text import folded

Candidates = dict[str, list[tuple[str, str]]]
_ARTICLES = re.compile(
    r"(?:News|Analysis|Opinion|Reportage|Background|Review|Satirical|Scholarly|Tech)?(?:Article|NewsArticle)|BlogPosting|LiveBlogPosting|Report"
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAP = re.compile(r"^\s*(?:/\*\s*)?(?://\s*)?<!\[CDATA\[(?:\s*\*/)?|(?://\s*|/\*\s*)?\]\]>(?:\s*\*/)?\s*$|^\s*<!--|-->\s*$")
_TITLE_CUT = re.compile(r"\s+[|\-–—:•»/::]\s*")
_NOT_ALNUM = re.compile(r"[^\w]+")
_DATED = re.compile(r"date|time|publish|clock|stamp|created|posted", re.IGNORECASE)
_NOT_PUBLISHED = re.compile(r"modif|updat|today|now|current", re.IGNORECASE)
_LONE_DATE = 48  # code points of an element that is a date and nothing else
_SHORTEST_TITLE = 12
_LONGEST_DATE = 120  # code points of an element whose text is a date

# Names of meta elements, as the engines of the region's sites write them.
_META = {
    "title": ["og:title", "twitter:title", "dc.title", "title"],
    "published": [
        "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate", "publish-date",
        "pubdate",
        "publish_date", "date", "dc.date", "dc.date.issued", "dcterms.created",
        "dcterms.date", "parsely-pub-date", "sailthru.date",
        "article.published", "published_time_telegram", "dateissued",
    ],
    "author": ["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "twitter:data1"],
    "address": ["og:url"],
    "language": ["og:locale", "content-language", "dc.language", "language"],
    "outlet": ["og:site_name", "application-name", "publisher", "dc.publisher"],
}  # fmt: skip
FIELDS = ("title", "author", "published", "address", "language", "outlet")


def candidates(tree: Any, address: str, hint: Hint) -> tuple[Candidates, str | None]:
    """All that a page says of its title, author, time, address, language and outlet, best origin first; and the body in its JSON-LD."""
    found: Candidates = {name: [] for name in FIELDS}
    body = _json_ld(tree, found)
    _meta(tree, found)
    _visible(tree, found)
    if not found["published"]:
        _printed_date(tree, found)
    for link in tree.iterfind(".//link[@rel='canonical']"):
        found["address"].insert(0, (link.get("href") or "", "link:canonical"))
    if hint.title:
        found["title"].append((hint.title, "feed"))
    if hint.author:
        found["author"].append((hint.author, "feed"))
    if hint.published:
        found["published"].append((hint.published, "feed"))
    if hint.language:
        found["language"].append((hint.language, "feed"))
    return found, body


def fields(found: Candidates, address: str) -> dict[str, Field]:
    """The values chosen, each with its origin and with what other places say otherwise."""
    out: dict[str, Field] = {}
    outlet_names = {_plain(value) for value, _ in found["outlet"]}
    for name, clean in (
        ("title", lambda value: _title(value, outlet_names)),
        ("author", _author),
        ("published", moments.given),
        ("address", lambda value: _address(value, address)),
        ("language", _language),
        ("outlet", _line),
    ):
        rows = [(made, origin) for value, origin in found[name] if value and (made := clean(value))]
        if name == "published":
            rows = _own_zone_first(rows)
        chosen = _choose(name, rows)
        if chosen is not None:
            out[name] = chosen
    return out


def _choose(name: str, rows: list[tuple[str, str]]) -> Field | None:
    if not rows:
        return None
    value, origin = rows[0]
    others: list[tuple[str, str]] = []
    for other, place in rows[1:]:
        if not _same(name, value, other) and all(not _same(name, kept, other) for kept, _ in others):
            others.append((other, place))
    return Field(value, origin, others)


def _same(name: str, one: str, other: str) -> bool:
    if name == "published":
        return moments.agree(one, other)
    first, second = _plain(one), _plain(other)
    if name == "title":
        # One of them is often cut short or followed by the outlet's name.
        return first.startswith(second) or second.startswith(first)
    return first == second


def _own_zone_first(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where two places give the same moment, one in UTC and one in the outlet's own zone, the latter keeps the outlet's day."""
    if not rows or not rows[0][0].endswith("Z"):
        return rows
    for n, (value, _) in enumerate(rows[1:], 1):
        zoned = len(value) > 19 and not value.endswith("Z")
        if zoned and moments.instant(value) == moments.instant(rows[0][0]):
            return [rows[n], *rows[:n], *rows[n + 1 :]]
    return rows


# ---------------------------------------------------------------- JSON-LD
def _json_ld(tree: Any, found: Candidates) -> str | None:
    body: str | None = None
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for node in _nodes(_json(script.text), 0):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if not any(isinstance(kind, str) and _ARTICLES.fullmatch(kind.rpartition("/")[2]) for kind in kinds):
                continue
            _add(found, "title", node.get("headline") or node.get("name"))
            _add(found, "published", node.get("datePublished") or node.get("dateCreated"))
            _add(found, "author", _names(node.get("author")))
            _add(found, "outlet", _names(node.get("publisher")))
            _add(found, "language", _names(node.get("inLanguage")))
            page = node.get("mainEntityOfPage")
            _add(found, "address", page.get("@id") if isinstance(page, dict) else page if isinstance(page, str) else node.get("url"))
            text = node.get("articleBody")
            if isinstance(text, str) and len(text) > len(body or ""):
                body = text
    return body


def _json(text: str) -> Any:
    """JSON as pages hold it: in comments, with control signs inside strings, or broken (None)."""
    text = _WRAP.sub("", text).strip().rstrip(";")
    for form in (text, _CONTROL.sub(" ", text)):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for inner in value[:200]:
            yield from _nodes(inner, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if key in value:
                yield from _nodes(value[key], depth + 1)


def _names(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        names = [name for name in map(_names, value[:10]) if name]
        return ", ".join(names) or None
    return None


def _add(found: Candidates, name: str, value: Any) -> None:
    if isinstance(value, str) and value.strip():
        found[name].append((value, "json-ld"))


# ---------------------------------------------------------------- meta elements and what is seen
def _meta(tree: Any, found: Candidates) -> None:
    values: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = meta.get("content")
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if content and key:
            values.setdefault(key.lower(), content)
    for name, keys in _META.items():
        for key in keys:
            if key in values:
                found[name].append((values[key], key if ":" in key else f"meta:{key}"))


def _visible(tree: Any, found: Candidates) -> None:
    for node in tree.xpath("//*[@itemprop='headline' or @itemprop='name headline']")[:1]:
        found["title"].append((node.get("content") or node.text_content(), "itemprop:headline"))
    heads = tree.xpath("//article//h1 | //main//h1") or tree.xpath("//h1")
    if heads:
        found["title"].append((heads[0].text_content(), "h1"))
    for node in tree.xpath("//head/title")[:1]:
        text = node.text_content()
        # Without any other word of the headline, one that is printed on the page in full tells where the outlet's name begins.
        found["title"].append((text if found["title"] else _printed_title(tree, text), "title"))
    for node in tree.xpath("//*[@itemprop='author']")[:3] + tree.xpath("//a[@rel='author']")[:2]:
        inner = node.xpath(".//*[@itemprop='name']")
        said = inner[0] if inner else node
        found["author"].append((said.get("content") or said.text_content(), "itemprop:author" if node.get("itemprop") else "rel:author"))
    for node in tree.xpath("//*[@itemprop='datePublished' or @pubdate]")[:3]:
        found["published"].append((node.get("datetime") or node.get("content") or node.text_content(), "itemprop:datePublished"))
    for node in tree.xpath("//article//time | //main//time | //header//time")[:2] or tree.xpath("//time")[:1]:
        found["published"].append((node.get("datetime") or node.text_content(), "time"))
    root = tree if tree.tag == "html" else tree.find(".//html")
    if root is not None:
        found["language"].insert(0, (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "html:lang"))


def _leaves(tree: Any) -> Iterator[tuple[Any, str]]:
    """Elements that hold text and no blocks, with their text, in reading order."""
    for node in tree.iter("h1", "h2", "h3", "h4", "h5", "div", "td", "p", "li", "span", "font", "b", "strong", "time"):
        if len(node) <= 3 and node.find("div") is None and node.find("p") is None:
            text = " ".join(node.text_content().split())
            if text:
                yield node, text


def _printed_title(tree: Any, title: str) -> str:
    """The part of a page's title that stands on the page by itself, if there is one."""
    parts = {" ".join(title[: m.start()].split()) for m in _TITLE_CUT.finditer(title)}
    parts |= {" ".join(title[m.end() :].split()) for m in _TITLE_CUT.finditer(title)}
    parts = {part for part in parts if len(part) >= _SHORTEST_TITLE}
    return next((text for _, text in _leaves(tree) if text in parts), title) if parts else title


def _printed_date(tree: Any, found: Candidates) -> None:
    """The date a reader sees: in an element whose class says that it is one, or alone between headline and story."""
    for node in tree.xpath("//*[@class or @id]"):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _DATED.search(names) and not _NOT_PUBLISHED.search(names):
            text = " ".join(node.text_content().split())
            if text and len(text) <= _LONGEST_DATE and moments.printed(text):
                found["published"].append((text, "printed date"))
                return
    titles = {" ".join(value.split()) for value, _ in found["title"]}
    below = False
    for _, text in _leaves(tree):
        if below and len(text) > 2 * _LONGEST_DATE:
            return
        if below and len(text) <= _LONE_DATE and moments.printed(text):
            found["published"].append((text, "printed date below the headline"))
            return
        below = below or text in titles


# ---------------------------------------------------------------- values made clean
def _line(value: str) -> str | None:
    text = html.unescape(html.unescape(value)) if "&" in value else value
    return " ".join(text.split()).strip() or None


def _title(value: str, outlets: set[str]) -> str | None:
    """A headline without the outlet's name that many pages set behind or before it."""
    text = _line(value)
    if text is None:
        return None
    parts = list(_TITLE_CUT.finditer(text))
    if parts and outlets:
        if _plain(text[parts[-1].end() :]) in outlets:
            text = text[: parts[-1].start()]
        elif _plain(text[: parts[0].start()]) in outlets:
            text = text[parts[0].end() :]
    return text.strip() or None


def _author(value: str) -> str | None:
    text = _line(value)
    if text is None or len(text) > 120 or text.startswith(("http://", "https://", "@")) or not any(c.isalpha() for c in text):
        return None
    return None if _plain(text) in ("admin", "administrator", "editor", "user", "root", "webmaster") else text


def _address(value: str, address: str) -> str | None:
    """A canonical address, believed only within the site and where it names an article."""
    made = normal(value, address)
    return made if made is not None and same_site(made, address) and (not is_front_page(made) or is_front_page(address)) else None


def _language(value: str) -> str | None:
    code = re.split(r"[-_,; ]", value.strip().lower())[0]
    return code if code.isascii() and code.isalpha() and len(code) in (2, 3) else None


def _plain(text: str) -> str:
    return _NOT_ALNUM.sub(" ", folded(text).lower()).strip()
