"""Pages to articles: the story, the head with its origins, disagreements, outlets of their own kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mahdar.ingest.collect.extract import read_html
from mahdar.ingest.collect.outlets import FOLDER, Outlets, bundled
from mahdar.ingest.collect.shapes import Article, CollectError, Field, Hint, Reason

AT = "https://www.paper.example/news/1"
LINES = [
    "The minister of state received the ambassador on Tuesday in the capital, the ministry said.",
    "The two sides discussed trade and transit across the border and agreed to meet again before the summer.",
    "They will sign a note on water next month, according to a statement that was read to reporters.",
]
STORY = "\n".join(LINES)


def page(head: str = "", body: str | None = None, lang: str = "en") -> bytes:
    text = body if body is not None else "<article><h1>They meet</h1>" + "".join(f"<p>{p}</p>" for p in LINES) + "</article>"
    return f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'>{head}</head><body>{text}</body></html>".encode()


def read(body: bytes, hint: Hint | None = None, outlets: Outlets | None = None, day: str = "2021-11-30") -> Article:
    return read_html(body, AT, "text/html", hint or Hint(), day, outlets or bundled())


def test_head_values_with_their_origins() -> None:
    ld = {
        "@graph": [
            {"@type": "WebSite", "name": "Not this"},
            {
                "@type": ["NewsArticle"],
                "headline": "They meet &amp; speak",
                "datePublished": "2021-11-23T11:30:00Z",
                "author": [{"name": "A. Writer"}, {"name": "B. Writer"}],
                "publisher": {"name": "The Paper"},
            },
        ]
    }
    head = (
        f"<script type='application/ld+json'>/*<![CDATA[*/{json.dumps(ld)}/*]]>*/</script><title>They meet & speak | The Paper</title>"
        "<meta property='article:published_time' content='2021-11-23T14:30:00+03:00'><meta property='og:site_name' content='The Paper'>"
        "<link rel='canonical' href='/news/1?utm_source=x'><meta property='og:locale' content='en_GB'>"
    )
    article = read(page(head), Hint(published="Wed, 24 Nov 2021 09:00:00 +0300", title="They meet & speak"))
    assert article.text == STORY
    fields = article.fields
    assert fields["title"] == Field("They meet & speak", "json-ld")
    # the same moment: the outlet's own zone keeps the outlet's day
    assert fields["published"] == Field("2021-11-23T14:30:00+03:00", "article:published_time", [("2021-11-24T09:00:00+03:00", "feed")])
    assert fields["author"] == Field("A. Writer, B. Writer", "json-ld")
    assert fields["address"] == Field(AT, "link:canonical")
    assert fields["language"] == Field("en", "html:lang")
    assert fields["outlet"].value == "The Paper"


def test_disagreement_is_kept() -> None:
    head = "<meta property='og:title' content='They quarrel'><meta name='author' content='One'><meta name='dc.creator' content='Two'>"
    fields = read(page(head)).fields
    assert fields["title"] == Field("They quarrel", "og:title", [("They meet", "h1")])
    assert fields["author"] == Field("One", "meta:author", [("Two", "meta:dc.creator")])


def test_canonical_address_is_believed_within_the_site_only() -> None:
    for href in ("https://elsewhere.example/news/1", "https://www.paper.example/", "javascript:x()", "https://www.paper.example/ar"):
        assert "address" not in read(page(f"<link rel='canonical' href='{href}'>")).fields
    assert read(page("<link rel='canonical' href='https://paper.example/n/1'>")).value("address") == "https://paper.example/n/1"


@pytest.mark.parametrize(
    "text", ["{broken", "[]", "5", '"words"', "null", '{"@type": "NewsArticle", "headline": 5, "author": {"name": []}}']
)
def test_broken_json_ld_harms_nothing(text: str) -> None:
    assert read(page(f"<script type='application/ld+json'>{text}</script>")).value("title") == "They meet"


def test_nothing_is_invented() -> None:
    article = read(page())
    assert set(article.fields) == {"title", "language"}


def test_printed_date_and_the_date_of_today() -> None:
    today = "<div class='date-today'>30 November 2021</div>"
    body = f"{today}<article><h1>They meet</h1><div class='post-date'>23 November 2021 14:30</div>" + "".join(f"<p>{p}</p>" for p in LINES)
    article = read(page(body=body))
    assert article.fields["published"] == Field("2021-11-23T14:30:00", "printed date")
    assert article.text == STORY


def test_joiners_inside_words_stay() -> None:
    """The library drops the zero-width non-joiner that Persian spells words with."""
    lines = ["در این دیدار دو طرف آخرین وضعیت روابط دوجانبه و راه‌های گسترش همکاری‌ها را بررسی کردند و گفت‌وگو ادامه می‌یابد."] * 3
    lines = [f"{n} {line}" for n, line in enumerate(lines)]
    article = read(page(body="<div>" + "".join(f"<p>{p}</p>" for p in lines) + "</div>", lang="fa"))
    assert article.text == "\n".join(lines)


def test_pages_without_paragraphs_lose_nothing() -> None:
    body = "<div id=m><a href=/>Home</a> <a href=/x>More</a></div><div class=t>" + "<br><br>".join(LINES * 1) + "</div>"
    assert read(page(body=body)).text == STORY


def test_story_filled_by_scripts() -> None:
    ld = json.dumps({"@type": "NewsArticle", "headline": "They meet", "articleBody": STORY})
    assert read(page(f"<script type='application/ld+json'>{ld}</script>", "<div id=app><h1>They meet</h1></div>")).text_origin == "json-ld"
    assert read(page(body="<div id=app></div>"), Hint(text=STORY)).text_origin == "feed"


def test_scripts_and_hidden_words_are_never_story() -> None:
    body = f"<article>{''.join(f'<p>{p}</p>' for p in LINES)}<script>document.write('evil')</script><p style='display: none'>hidden</p></article>"
    assert read(page(body=body)).text == STORY


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x00\x01\x02\x03" * 100, Reason.form),
        (b"<html><body></body></html>", Reason.no_text),
        (b"<html><body><p>Soon.</p></body></html>", Reason.no_text),
        (b"<p>" + b"x" * 9_000_000, Reason.large),
        (b"<p>" + b"word " * 300_000, Reason.large),
        (b"<p>Word.</p>" * 100_000, Reason.large),
        (b"<div " + b"a=1 " * 100_000 + b">", Reason.large),
    ],
)
def test_no_article(body: bytes, reason: Reason) -> None:
    with pytest.raises(CollectError) as caught:
        read(body)
    assert caught.value.reason is reason


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<font>"])
def test_deep_pages_end(opening: str) -> None:
    body = page(body=opening * 20_000 + "".join(f"<p>{p}</p>" for p in LINES))
    try:
        assert read(body).text
    except CollectError as error:
        assert error.reason in (Reason.no_text, Reason.form, Reason.large)


def test_entities_of_a_page_do_not_expand() -> None:
    lines = "".join(f"<!ENTITY e{n} '&e{n - 1};&e{n - 1};&e{n - 1};&e{n - 1};&e{n - 1};&e{n - 1};'>" for n in range(1, 12))
    body = b"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY e0 SYSTEM 'file:///etc/passwd'>" + lines.encode() + b"]>" + page()[15:]
    body = body.replace(b"They will", b"&e11; They will")
    text = read(body).text
    assert "root:" not in text
    assert len(text) < 600


def outlets(tmp_path: Path, text: str) -> Outlets:
    (tmp_path / "general.toml").write_bytes((FOLDER / "general.toml").read_bytes())
    (tmp_path / "SYR").mkdir(exist_ok=True)
    (tmp_path / "SYR" / "paper.toml").write_text(text, encoding="utf-8")
    return Outlets(tmp_path)


RULE = """
hosts = ["paper.example"]
why = "the headline stands in a picture's description and the story between two rulers"
[[rule]]
last = "2021-06-30"
body = "//div[@id='old']"
[[rule]]
body = "//div[@id='odd']"
drop = ["//i"]
fields = { title = "//img/@alt", author = "//u" }
"""


def test_outlet_with_rules_of_its_own(tmp_path: Path) -> None:
    found = outlets(tmp_path, RULE)
    body = page(body=f"<img alt='Picture title'><u>Somebody</u><div id=odd>{STORY}<i>no</i></div><div id=old>{STORY} Old.</div>")
    article = read(body, outlets=found)
    assert article.text == STORY.replace("\n", " ")
    assert article.text_origin == "outlet:SYR/paper"
    assert article.fields["title"] == Field("Picture title", "outlet:SYR/paper")
    assert article.value("author") == "Somebody"
    assert read(body, outlets=found, day="2021-06-30").text.endswith("Old.")
    assert found.digest != bundled().digest


@pytest.mark.parametrize("text", ["hosts = 5", RULE.replace("//i", "//["), "[[rule]]"])
def test_outlets_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"paper\.toml"):
        outlets(tmp_path, text)
