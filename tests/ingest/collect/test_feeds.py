"""Feeds, sitemaps and list pages in every state."""

from __future__ import annotations

import pytest

from mahdar.ingest.collect.feeds import read_feed
from mahdar.ingest.collect.listings import read_list, read_sitemap
from mahdar.ingest.collect.shapes import CollectError, Item, Reason

AT = "https://paper.example/feed"
ITEM = "<item><title>Met &amp; spoke</title><link>/a?utm_source=rss</link><pubDate>Tue, 13 Oct 2020 00:30 +0330</pubDate></item>"
RSS = f"<rss version='2.0'><channel><title>T</title><language>ar</language>{ITEM}</channel></rss>"


def items(body: str | bytes, kind: str | None = None) -> list[Item]:
    return read_feed(body.encode() if isinstance(body, str) else body, AT, kind, 100)


def test_rss_keeps_the_date_as_printed() -> None:
    (item,) = items(RSS)
    assert item.address == "https://paper.example/a"
    assert (item.hint.title, item.hint.published, item.hint.language) == ("Met & spoke", "Tue, 13 Oct 2020 00:30 +0330", "ar")


@pytest.mark.parametrize(
    "body",
    [
        "  \n" + RSS,
        "\ufeff" + RSS,
        "<?xml version='1.0' encoding='windows-1256'?>" + RSS,
        RSS.replace("Met &amp; spoke", "Met & spoke"),
        RSS.replace("<title>T", "<x:odd>1</x:odd><title>T"),
        RSS[: -len("</channel></rss>")],
        "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + RSS,
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<item rdf:about='x'><title>Met</title><link>https://paper.example/a</link></item></rdf:RDF>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Met</title>"
        "<link href='/a'/><updated>2020-10-13T00:30:00+03:30</updated></entry></feed>",
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/a", "title": "Met"}, {"id": "x"}, 5]}',
    ],
)
def test_feeds_in_every_state(body: str) -> None:
    found = items(body)
    assert found[0].address == "https://paper.example/a"
    assert (found[0].hint.title or "").startswith("Met")


def test_arabic_feed_in_an_old_encoding() -> None:
    body = "<?xml version='1.0' encoding='windows-1256'?>" + RSS.replace("Met &amp; spoke", "استقبل الوزير")
    assert items(body.encode("cp1256"))[0].hint.title == "استقبل الوزير"


@pytest.mark.parametrize("body", ["<html><body>no</body></html>", "", "{}", "{broken", "[]", "plain", "<?xml version='1.0'?><a/>"])
def test_no_feed(body: str) -> None:
    with pytest.raises(CollectError) as caught:
        items(body)
    assert caught.value.reason is Reason.form


def test_entities_do_not_expand() -> None:
    lines = "".join(f"<!ENTITY e{n} '&e{n - 1};&e{n - 1};&e{n - 1};&e{n - 1};'>" for n in range(1, 12))
    found = items(f"<!DOCTYPE rss [<!ENTITY e0 'x'>{lines}]>" + RSS.replace("Met", "Met &e11;"))
    assert len(found[0].hint.title or "") < 50


def test_full_text_and_addresses_once() -> None:
    text = "<p>" + "They met and spoke of it. " * 30 + "</p>"
    twice = f"<rss><channel>{ITEM}{ITEM.replace('</item>', f'<description><![CDATA[{text}]]></description></item>')}</channel></rss>"
    found = items(twice)
    assert len(found) == 1
    assert found[0].hint.text is None
    full = items(RSS.replace("</item>", f"<description><![CDATA[{text}]]></description></item>"))
    assert (full[0].hint.text or "").startswith("They met")


def test_sitemaps() -> None:
    rows = "".join(f"<url><loc>https://paper.example/n/{n}</loc><lastmod>2021-11-{n:02}</lastmod></url>" for n in range(1, 9))
    found, nested = read_sitemap(f"<urlset>{rows}</urlset>".encode(), AT, None, 3)
    assert [item.address[-1] for item in found] == ["8", "7", "6"]
    assert found[0].hint.published is None
    assert nested == []
    index = "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2020</lastmod></sitemap>"
    index += "<sitemap><loc>/new.xml</loc><lastmod>2021</lastmod></sitemap></sitemapindex>"
    assert read_sitemap(index.encode(), AT, None, 9)[1] == ["https://paper.example/new.xml", "https://paper.example/old.xml"]
    assert len(read_sitemap(b"https://paper.example/1\nhttps://paper.example/2\n", AT, "1$", 9)[0]) == 1
    for bad in (b"<html/>", b"<urlset", b"", b"words", b"<!DOCTYPE u [<!ENTITY a 'b'>]><urlset/>"):
        with pytest.raises(CollectError):
            read_sitemap(bad, AT, None, 9)


def test_list_without_matches() -> None:
    with pytest.raises(CollectError) as caught:
        read_list(b"<a href='/x'>X</a>", AT, "/news/", 9)
    assert caught.value.reason is Reason.empty
