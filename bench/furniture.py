"""What the layouts of the bench are made of: a story, the words around it, and the furniture of sites."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The furniture of one language (see bench/pages/stories.toml)."""

    titles: list[str]
    authors: list[str]
    sentences: list[str]
    menu: list[str]
    related: list[str]
    comments: list[str]
    captions: list[str]
    read_also: str
    share: str
    follow: str
    tags: str
    comment_form: str
    comment_note: str
    captcha: str
    more: str
    ticker: str
    source_line: str
    writer_line: str
    rights: str
    end: str
    date: str
    date_own_digits: str
    site: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One story: its paragraphs are the right text, in order."""

    number: int
    language: str
    title: str
    author: str
    paragraphs: list[str]
    words: Words
    address: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in ("ar", "fa") else "ltr"

    @property
    def day(self) -> int:
        return 1 + self.number % 28


Layout = Callable[[Story], str]


def escaped(text: str) -> str:
    return html.escape(text, quote=False)


def paras(story: Story, tag: str = "p", more: str = "") -> list[str]:
    return [f"<{tag}{more}>{escaped(p)}</{tag}>" for p in story.paragraphs]


def menu(story: Story, cls: str = "main-menu") -> str:
    return (
        f'<div class="{cls}"><ul>' + "".join(f'<li><a href="/c/{n}">{m}</a></li>' for n, m in enumerate(story.words.menu)) + "</ul></div>"
    )


def links(story: Story, count: int = 6) -> str:
    rows = (story.words.related * 2)[story.number % 3 :][:count]
    return (
        "<ul>"
        + "".join(f'<li><a href="/n/{n}"><img src="/t/{n}.jpg" alt=""> {r}</a> <span>{n} min</span></li>' for n, r in enumerate(rows))
        + "</ul>"
    )


def related(story: Story, cls: str = "related-news") -> str:
    return f'<div class="{cls}"><h3>{story.words.more}</h3>{links(story)}</div>'


def comments(story: Story, count: int = 3) -> str:
    rows = (story.words.comments * 8)[:count]
    body = "".join(f'<li class="comment"><cite>reader{n}</cite><p>{c}</p><a href="#r">Reply</a></li>' for n, c in enumerate(rows))
    form = f'<form action="/comment"><p>{story.words.comment_note} *</p><textarea></textarea><p>{story.words.captcha}</p><input name="c"></form>'
    return (
        f'<div id="comments" class="comments-area"><ol>{body}</ol><div id="respond"><h3>{story.words.comment_form}</h3>{form}</div></div>'
    )


def share(story: Story) -> str:
    return f'<div class="share-buttons"><span>{story.words.share}</span> <a href="#f">Facebook</a> <a href="#t">Twitter</a> <a href="#w">WhatsApp</a></div>'


def footer(story: Story) -> str:
    return f"<footer><div>{menu(story, 'footer-links')}<p>{story.words.rights} © {story.words.site} 2021</p></div></footer>"


def noise() -> str:
    return "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}</script><style>.a{color:#111}.b{margin:0 auto}</style>"


def head(story: Story, *, og: bool = True, date: bool = True, author: bool = True, extra: str = "") -> str:
    w = story.words
    tags = [f"<title>{escaped(story.title)} - {w.site}</title>", '<meta name="viewport" content="width=device-width">']
    if og:
        tags += [
            f'<meta property="og:title" content="{escaped(story.title)}">',
            f'<meta property="og:site_name" content="{w.site}">',
            f'<meta property="og:url" content="{story.address}">',
            f'<link rel="canonical" href="{story.address}">',
        ]
    if date:
        tags.append(f'<meta property="article:published_time" content="2021-11-{story.day:02}T14:30:00+03:00">')
    if author:
        tags.append(f'<meta name="author" content="{story.author}">')
    return "<head><meta charset='utf-8'>" + "".join(tags) + noise() + extra + "</head>"


def json_ld(story: Story, *, body: bool = False) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": f"2021-11-{story.day:02}T14:30:00+03:00",
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": story.words.site},
        "mainEntityOfPage": story.address,
    }
    if body:
        data["articleBody"] = "\n".join(story.paragraphs)
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def page(story: Story, top: str, body: str) -> str:
    return f'<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}">{top}<body>{body}</body></html>'
