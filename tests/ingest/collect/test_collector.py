"""Rounds against a real server: what is polled, kept, left alone, and put on record when it fails."""

from __future__ import annotations

import gzip
import time
import zlib
from itertools import pairwise
from typing import Any

import pytest

from mahdar.ingest.collect import library
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.shapes import Kind, Reason
from mahdar.ingest.collect.status import status
from tests.ingest.collect import site as sites
from tests.ingest.collect.conftest import Run
from tests.ingest.collect.site import Site, rss, send, story


def bodies(keeper: Keeper) -> int:
    return sum(1 for _ in keeper.archive.names())


def reasons(keeper: Keeper) -> dict[str, int]:
    return status(keeper.state).reasons


def test_feed_to_reports(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(4)
    tally = run(site.source("paper", "/feed"))
    assert (tally.polled, tally.named, tally.new, tally.kept, tally.waiting, tally.failures) == (1, 4, 4, 4, 0, {})
    found = list(library.articles(keeper))
    assert [a.source.title for a in found] == [f"Report number {n} of the day" for n in range(4)]
    assert found[1].published_time == "2020-10-13T00:01:00+03:30"
    assert found[1].source.published == "2020-10-13"
    assert found[1].article.fields["published"].origin == "feed"
    assert "border post 1" in found[1].source.text
    kept = keeper.archive.get(found[1].body)
    assert kept.address == site.address("/story/1")
    assert kept.body == story(1)
    assert ("Content-Type", "text/html; charset=utf-8") in kept.headers


def test_nothing_new_stores_nothing(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(3)
    run(site.source("paper", "/feed"))
    before = bodies(keeper), keeper.state.database.execute("SELECT count(*) FROM fetches").fetchone()[0]
    tally = run(site.source("paper", "/feed"))
    assert (tally.same, tally.kept, tally.changed, tally.unchanged) == (3, 0, 0, 1)
    assert (bodies(keeper), keeper.state.database.execute("SELECT count(*) FROM fetches").fetchone()[0]) == before


def test_new_ticker_is_no_new_version(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(1)
    run(site.source("paper", "/feed"))
    site.pages["paper.test/story/0"] = story(0).replace(b"</body>", b"<div class='ticker'>gold 1800</div></body>")
    tally = run(site.source("paper", "/feed"))
    assert (tally.same, tally.changed, bodies(keeper)) == (1, 0, 1)


def test_changed_article_becomes_a_version(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(2)
    run(site.source("paper", "/feed"))
    site.pages["paper.test/story/1"] = story(1, "A note was signed.")
    tally = run(site.source("paper", "/feed"))
    assert (tally.changed, tally.same) == (1, 1)
    one, two = (a for a in library.articles(keeper) if a.address == site.address("/story/1"))
    assert (one.version, two.version) == (1, 2)
    assert "signed" not in one.source.text
    assert "A note was signed." in two.source.text
    assert one.id != two.id


def test_conditional_requests(site: Site, keeper: Keeper, run: Run) -> None:
    links = [site.address("/a")]
    site.pages["/a"] = sites.with_etag(story(1), '"page"', "Tue, 13 Oct 2020 00:00:00 GMT")
    site.pages["/feed"] = sites.with_etag(rss(links), '"feed"')
    run(site.source("paper", "/feed"))
    tally = run(site.source("paper", "/feed"))
    assert (tally.unchanged, tally.same, tally.bytes) == (1, 1, 0)
    asked = dict(zip(site.asked, site.headers, strict=True))
    assert asked["paper.test/feed"]["if-none-match"] == '"feed"'
    assert asked["paper.test/a"]["if-none-match"] == '"page"'
    assert asked["paper.test/a"]["if-modified-since"] == "Tue, 13 Oct 2020 00:00:00 GMT"


def test_fresh_feeds_and_own_intervals_rest(site: Site, keeper: Keeper, run: Run) -> None:
    site.pages["/feed"] = (200, {"Cache-Control": "public, max-age=600"}, rss([]))
    site.pages["/other"] = rss([])
    entries = [site.source("fresh", "/feed"), site.source("slow", "/other", every=600.0)]
    run(*entries)
    assert run(*entries).resting == 2
    assert site.asked.count("paper.test/feed") == 1


def test_robots_are_obeyed(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(3)
    site.pages["paper.test/robots.txt"] = b"User-agent: *\nDisallow: /story/1\n\nUser-agent: mahdar\nDisallow: /story/2\n"
    tally = run(site.source("paper", "/feed"))
    assert tally.kept == 2  # the group that names us counts alone
    assert "paper.test/story/2" not in site.asked
    assert tally.failures == {Reason.robots.value: 1}
    run(site.source("paper", "/feed"))
    assert site.asked.count("paper.test/robots.txt") == 1  # kept for a day
    assert "paper.test/story/2" not in site.asked


def test_no_robots_allows_and_broken_robots_forbids(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(1)
    site.feed(1, host="broken.test")
    site.pages["broken.test/robots.txt"] = (500, {}, b"")
    tally = run(site.source("fine", "/feed"), site.source("broken", "/feed", host="broken.test"))
    assert tally.kept == 1
    assert tally.failures == {Reason.robots_unknown.value: 1}
    assert "broken.test/feed" not in site.asked


def test_crawl_delay_and_one_at_a_time(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(3)
    site.feed(3, host="other.test")
    site.pages["paper.test/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.2\n"
    run(site.source("one", "/feed"), site.source("two", "/feed", host="other.test"))
    times = [at for host, at in site.times if host == "paper.test"][1:]
    assert len(times) == 4
    assert min(b - a for a, b in pairwise(times)) >= 0.19
    assert site.most_under_way == {"paper.test": 1, "other.test": 1}


def test_busy_host_is_left_alone_as_long_as_it_wants(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(3)
    site.pages["paper.test/story/0"] = (429, {"Retry-After": "120"}, b"")
    tally = run(site.source("paper", "/feed"))
    assert (tally.kept, tally.waiting, tally.failures) == (0, 3, {Reason.busy.value: 1})
    assert site.asked.count("paper.test/story/1") == 0
    until = keeper.state.host("paper.test")
    assert until is not None
    assert until[0] > time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 100))
    before = len(site.asked)
    assert run(site.source("paper", "/feed")).resting == 1
    assert len(site.asked) == before
    # when its time is over nothing of it was lost
    keeper.state.leave_alone("paper.test", "2020-01-01T00:00:00Z", "")
    keeper.state.database.execute("UPDATE pages SET due = '2020-01-01T00:00:00Z'")
    site.pages["paper.test/story/0"] = story(0)
    assert run(site.source("paper", "/feed")).kept == 3


def test_every_trouble_is_on_record_and_stops_nobody(site: Site, keeper: Keeper, run: Run) -> None:
    troubles: dict[str, tuple[Any, Reason]] = {
        "drip": (sites.dripping, Reason.slow),
        "hang": (sites.hanging, Reason.slow),
        "half": (sites.half_gzip, Reason.cut),
        "cut": (sites.cut, Reason.cut),
        "garbage": (sites.garbage, Reason.garbage),
        "bomb": (sites.bomb, Reason.large),
        "large": ((200, {}, b"<p>" + b"x" * 500_000), Reason.large),
        "loop": (sites.redirect("/again"), Reason.loop),
        "error": ((500, {}, b""), Reason.status),
        "gone": ((410, {}, b""), Reason.gone),
        "image": ((200, {"Content-Type": "image/png"}, b"\x89PNG"), Reason.form),
        "broken-gzip": ((200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00" + b"\xff" * 200), Reason.packing),
        "page": (story(1), Reason.form),
        "file": (sites.redirect("file:///etc/passwd"), Reason.refused),
    }
    entries = []
    for name, (answer, _) in troubles.items():
        host = f"{name}.test"
        site.pages[f"{host}/feed"] = answer
        site.pages[f"{host}/again"] = sites.redirect("/feed")
        entries.append(site.source(name, "/feed", host=host))
    site.feed(3)
    begun = time.monotonic()
    tally = run(*entries, site.source("nowhere", "/feed", host="nowhere.test"), site.source("fine", "/feed"))
    assert tally.kept == 3
    assert time.monotonic() - begun < 25  # they wait for each other nowhere: one by one it would be longer
    on_record = {s.name: s.reason for s in status(keeper.state).sources}
    assert on_record.pop("fine") == ""
    assert on_record.pop("nowhere") in (Reason.no_host.value, Reason.robots_unknown.value)
    assert on_record == {name: reason.value for name, (_, reason) in troubles.items()}
    assert sum(reasons(keeper).values()) == len(troubles) + 1
    assert all(s.due for s in status(keeper.state).sources if s.reason)


def test_too_many_redirects_and_permanent_ones(site: Site, keeper: Keeper, run: Run) -> None:
    for n in range(8):
        site.pages[f"/hop/{n}"] = sites.redirect(f"/hop/{n + 1}", 301)
    site.pages["/hop/8"] = story(1)
    site.pages["/near"] = sites.redirect("/hop/7", 301)
    site.pages["/feed"] = rss([site.address("/hop/0"), site.address("/near")])
    tally = run(site.source("paper", "/feed"))
    assert tally.failures == {Reason.redirects.value: 1}
    assert tally.kept == 1
    assert next(library.articles(keeper)).address == site.address("/hop/8")


def test_wrong_charset_headers(site: Site, keeper: Keeper, run: Run) -> None:
    line = "استقبل الوزير السفير في مكتبه وبحث معه العلاقات بين البلدين وسبل تطويرها في المجالات كافة"
    text = f"<html lang=ar><title>خبر</title><article><h1>خبر</h1><p>{line}</p></article></html>"
    for n, (coding, header) in enumerate([("utf-8", "windows-1256"), ("cp1256", "utf-8"), ("cp1256", "iso-8859-1"), ("utf-8", "nonsense")]):
        site.pages[f"/c/{n}"] = (200, {"Content-Type": f"text/html; charset={header}"}, text.replace("خبر", f"خبر {n}").encode(coding))
    site.pages["/feed"] = rss([site.address(f"/c/{n}") for n in range(4)])
    run(site.source("paper", "/feed"))
    assert [a.source.text for a in library.articles(keeper)] == [line] * 4


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_pages(site: Site, keeper: Keeper, run: Run, coding: str) -> None:
    packed = gzip.compress(story(1)) if coding == "gzip" else zlib.compress(story(1))
    site.pages["/a"] = (200, {"Content-Encoding": coding, "Content-Type": "text/html"}, packed)
    site.pages["/feed"] = rss([site.address("/a")])
    assert run(site.source("paper", "/feed")).kept == 1
    assert keeper.archive.get(next(library.articles(keeper)).body).body == story(1)


def test_sitemaps_lists_and_single_pages(site: Site, keeper: Keeper, run: Run) -> None:
    for n in range(6):
        site.pages[f"/n/{n}"] = story(n)
    site.pages["/map.xml"] = (
        f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{site.address('/news.xml.gz')}</loc>"
        f"</sitemap><sitemap><loc>{site.address('/missing.xml')}</loc></sitemap></sitemapindex>"
    ).encode()
    news = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"<url><loc>{site.address('/n/0')}</loc><news:news><news:publication><news:name>P</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2021-11-23T23:30:00+03:00</news:publication_date><news:title>Named</news:title></news:news>"
        f"</url><url><loc>{site.address('/video/1')}</loc></url></urlset>"
    ).encode()
    site.pages["/news.xml.gz"] = (200, {"Content-Type": "application/gzip"}, gzip.compress(news))
    site.pages["/list"] = (
        b"<base href='/n/'><a href='1'>One</a> <a href='1#top'>One, with a longer name</a> <a href='2'>Two</a> <a href='/x/9'>No</a>"
    )
    tally = run(
        site.source("map", "/map.xml", kind=Kind.sitemap, pattern="/n/"),
        site.source("list", "/list", kind=Kind.list, pattern=r"/n/\d+$"),
        site.source("page", "/n/5?utm_source=x#part", kind=Kind.page),
    )
    assert tally.kept == 4
    found = {a.address.rpartition("/")[2]: a for a in library.articles(keeper)}
    assert sorted(found) == ["0", "1", "2", "5"]
    assert found["0"].published_time == "2021-11-23T23:30:00+03:00"
    assert tally.failures == {Reason.gone.value: 1}
    site.pages["/n/5"] = story(5, "More was said.")
    assert run(site.source("page", "/n/5", kind=Kind.page), revisit=()).changed == 1


def test_pages_are_left_after_their_plan(site: Site, keeper: Keeper, run: Run) -> None:
    site.feed(1)
    for _ in range(4):
        run(site.source("paper", "/feed"), revisit=(0.0, 0.0))
    assert site.asked.count("paper.test/story/0") == 3


def test_feed_text_without_pages(site: Site, keeper: Keeper, run: Run) -> None:
    text = "The minister met the envoy and spoke with him at length about the border. " * 8
    site.pages["/feed"] = (
        f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>Met</title>"
        f"<link>{site.address('/a')}</link><content:encoded><![CDATA[<p>{text}</p><script>x()</script>]]></content:encoded></item></channel></rss>"
    ).encode()
    assert run(site.source("paper", "/feed", pages=False)).kept == 1
    assert "paper.test/a" not in site.asked
    article = next(library.articles(keeper))
    assert article.source.text == " ".join(text.split())
    assert article.article.text_origin == "feed"


def test_page_without_story_is_stored_for_a_better_reader(site: Site, keeper: Keeper, run: Run) -> None:
    site.pages["/a"] = b"<html><body><p>Soon.</p></body></html>"
    site.pages["/feed"] = rss([site.address("/a")])
    tally = run(site.source("paper", "/feed"))
    assert tally.failures == {Reason.no_text.value: 1}
    assert bodies(keeper) == 1
    assert list(library.articles(keeper)) == []


def test_pages_of_one_canonical_address_keep_their_texts(site: Site, keeper: Keeper, run: Run) -> None:
    """A site that names one canonical address on all pages loses no article and makes no false versions."""
    head = f"<link rel='canonical' href='{site.address('/all/the/same')}'>"
    for n in range(3):
        site.pages[f"/p/{n}"] = story(n).replace(b"</head>", head.encode() + b"</head>")
    site.pages["/feed"] = rss([site.address(f"/p/{n}") for n in range(3)])
    for _ in range(2):
        run(site.source("paper", "/feed"))
    found = list(library.articles(keeper))
    assert len(found) == 3
    assert {a.version for a in found} == {1}


def test_a_fault_of_the_program_takes_one_page(site: Site, keeper: Keeper, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    site.feed(3)
    keep = keeper.keep

    def broken(page: object, answer: object, **more: object) -> object:
        if "story/1" in answer.address:  # type: ignore[attr-defined]
            raise ZeroDivisionError("a bug")
        return keep(page, answer, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(keeper, "keep", broken)
    tally = run(site.source("paper", "/feed"))
    assert (tally.kept, tally.failures) == (2, {Reason.fault.value: 1})
    assert "ZeroDivisionError: a bug" in status(keeper.state).failures[0].detail


def test_requests_name_us(site: Site, keeper: Keeper, run: Run) -> None:
    site.pages["/feed"] = lambda handler: send(handler, 200, {}, rss([]))
    run(site.source("paper", "/feed"), contact="desk@example.org\r\nX: y")
    assert site.headers[-1]["user-agent"].startswith("mahdar/")
    assert "desk@example.org" in site.headers[-1]["user-agent"]
    assert "x" not in site.headers[-1]
