"""Small parts: waits, packing, addresses, times, sources, the archive, changes."""

from __future__ import annotations

import datetime
import gzip
import zlib
from pathlib import Path

import pytest

from mahdar.ingest.collect import moments
from mahdar.ingest.collect.addresses import is_front_page, normal, same_site
from mahdar.ingest.collect.archive import Archive, digest
from mahdar.ingest.collect.changes import Change, changes, words
from mahdar.ingest.collect.manners import BACKOFF_MOST, backoff, retry_after
from mahdar.ingest.collect.packing import Unpacker, unpack
from mahdar.ingest.collect.shapes import Article, CollectError, Field, Kind, Reason
from mahdar.ingest.collect.sources import BUNDLED, SourcesError, load


def test_backoff_doubles_with_a_bound_and_chance() -> None:
    assert [backoff(n, lambda: 1.0) for n in (1, 2, 3)] == [60.0, 120.0, 240.0]
    assert backoff(1, lambda: 0.0) == 30.0
    assert backoff(99, lambda: 1.0) == BACKOFF_MOST


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Wed, 24 Nov 2021 00:01:00 GMT", 60.0),
        ("Wed, 24 Nov 2021 00:00:00 -0000", 0.0),
        ("99999999999", 86400.0),
        ("soon", None),
        ("", None),
        (None, None),
        ("-5", None),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0.0),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    moment = datetime.datetime(2021, 11, 24, tzinfo=datetime.UTC).timestamp()
    assert retry_after(value, moment) == seconds


def test_unpacking_is_bounded_and_sees_the_end() -> None:
    data = gzip.compress(b"abc" * 1000)
    assert unpack(data, 3000) == b"abc" * 1000
    assert unpack(data + data, 6000) == b"abc" * 2000
    assert unpack(data + b"\0\0", 3000) == b"abc" * 1000
    assert unpack(b"plain", 10) == b"plain"
    with pytest.raises(CollectError) as large:
        unpack(data, 2999)
    assert large.value.reason is Reason.large
    with pytest.raises(CollectError) as cut:
        unpack(data[:-9], 3000)
    assert cut.value.reason is Reason.cut
    raw = zlib.compressobj(wbits=-15)
    packed = raw.compress(b"raw deflate") + raw.flush()
    assert Unpacker("deflate", 100).feed(packed) == b"raw deflate"
    assert Unpacker("deflate", 100).feed(zlib.compress(b"zlib")) == b"zlib"
    with pytest.raises(CollectError):
        Unpacker("br", 10)


def test_one_form_for_an_address() -> None:
    assert normal("HTTP://Example.org:80/a?utm_source=x&id=5&fbclid=z#top") == "http://example.org/a?id=5"
    assert normal("../b?utm_medium=x", "http://example.org/a/c") == "http://example.org/b"
    assert normal("mailto:a@example.org") is None
    assert normal("//other.example/x", "https://example.org/") == "https://other.example/x"
    assert same_site("https://www.example.org/a", "https://m.example.org/b")
    assert not same_site("https://example.org/", "https://example.com/")
    assert is_front_page("https://example.org/ar/")
    assert not is_front_page("https://example.org/news/1")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tue, 13 Oct 2020 00:30 +0330", "2020-10-13T00:30:00+03:30"),
        ("2021-11-23T14:30:00+03:00", "2021-11-23T14:30:00+03:00"),
        ("2021-11-23T14:30:00.000Z", "2021-11-23T14:30:00Z"),
        ("2021-11-23 14:30", "2021-11-23T14:30:00"),
        ("11/23/2021 2:30:00 PM", "2021-11-23T14:30:00"),
        ("1637664000", "2021-11-23T10:40:00Z"),
        ("٢٣ نوفمبر ٢٠٢١", "2021-11-23"),
        ("الثلاثاء 23 تشرين الثاني/نوفمبر 2021 - 14:30", "2021-11-23T14:30:00"),
        ("۱۴۰۰/۰۹/۰۲ ۱۱:۲۰", "2021-11-23T11:20:00"),
        ("سه شنبه ۲ آذر ۱۴۰۰ - ۱۱:۲۰", "2021-11-23T11:20:00"),
        ("23 ноября 2021, 15:04", "2021-11-23T15:04:00"),
        ("Tuesday, 23rd November 2021 4:05 pm", "2021-11-23T16:05:00"),
        ("November 23, 2021", "2021-11-23"),
        ("nonsense", None),
        ("2021-13-45", None),
        ("1400/13/01", None),
        ("23 November", None),
        ("5 + 12 =", None),
    ],
)
def test_times(value: str, expected: str | None) -> None:
    assert moments.given(value) == expected


def test_times_that_could_be_swapped_stay_out_in_english() -> None:
    assert moments.printed("05/06/2021", "en") is None
    assert moments.printed("05/06/2021", "ar") == "2021-06-05"


def test_times_that_agree() -> None:
    assert moments.agree("2021-11-23T14:30:00+03:00", "2021-11-23T11:30:00Z")
    assert moments.agree("2021-11-23", "2021-11-23T23:00:00Z")
    assert not moments.agree("2021-11-23", "2021-11-24")
    assert moments.agree("2021-11-23T14:30:00", "2021-11-23T14:30:00+03:00")
    assert not moments.agree("2021-11-23T14:30:00Z", "2021-11-23T14:40:00Z")


def test_archive_is_write_once_and_readable_by_public_tools(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Odd", "a\r\nb")]
    name, new = archive.put(b"<p>one</p>", address="http://example.org/a", at="2021-11-23T14:30:00Z", headers=headers)
    assert (name, new) == (digest(b"<p>one</p>"), True)
    before = archive.path(name).read_bytes()
    assert archive.put(b"<p>one</p>", address="http://example.org/b", at="2022-01-01T00:00:00Z", headers=[]) == (name, False)
    assert archive.path(name).read_bytes() == before
    kept = archive.get(name)
    assert (kept.body, kept.address, kept.at) == (b"<p>one</p>", "http://example.org/a", "2021-11-23T14:30:00Z")
    assert ("Content-Encoding", "gzip") in kept.headers
    assert list(archive.names()) == [name]


def test_archive_tells_damage(tmp_path: Path) -> None:
    archive = Archive(tmp_path, durable=False)
    name, _ = archive.put(b"body", address="file:a", at="2021-11-23T14:30:00Z")
    archive.settle()
    path = archive.path(name)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CollectError):
        archive.get(name)
    path.write_bytes(gzip.compress(b"WARC/1.1\r\nContent-Length: 4\r\n\r\nBODY\r\n\r\n"))
    with pytest.raises(CollectError) as caught:
        archive.get(name)
    assert "not those that were stored" in caught.value.detail
    with pytest.raises(CollectError):
        archive.get("0" * 64)


def article(text: str, title: str = "T") -> Article:
    return Article(text=text, text_origin="x", fields={"title": Field(title, "h1")})


def test_changes() -> None:
    one = article("The minister met the envoy today.\nThey spoke of trade.\nThat is all.", "They meet")
    two = article("The minister met the envoy on Tuesday.\nThey spoke of trade.\nA note was signed by both.", "They met")
    assert changes(one, two) == [
        Change("title", "They meet", "They met"),
        Change("text", "The minister met the envoy today.", "The minister met the envoy on Tuesday."),
        Change("text", "That is all."),
        Change("text", "", "A note was signed by both."),
    ]
    assert changes(one, one) == []
    assert words("met the envoy today", "met the envoy on Tuesday") == [("=", "met the envoy"), ("-", "today"), ("+", "on Tuesday")]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_from_toml_and_opml(tmp_path: Path) -> None:
    text = '[[source]]\nname = "a"\naddress = "https://example.org/map"\nkind = "sitemap"\nstate = "SYR"\nevery = 60\n'
    entry = load(write(tmp_path / "s.toml", text))[0]
    assert (entry.kind, entry.state, entry.every, entry.verified) == (Kind.sitemap, "SYR", 60.0, False)
    outlines = (
        '<outline text="G"><outline text="One" xmlUrl="https://a.example/f"/><outline text="One" xmlUrl="https://b.example/f"/></outline>'
    )
    found = load(write(tmp_path / "s.opml", f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}</body></opml>'))
    assert [(e.name, e.address) for e in found] == [("One", "https://a.example/f"), ("One-2", "https://b.example/f")]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("s.toml", "[[source", "not TOML"),
        ("s.toml", "x = 1", "no sources"),
        ("s.toml", '[[source]]\nname = "a"', "missing required field `address`"),
        ("s.toml", '[[source]]\nname = "a"\naddress = "https://e.example/"\nfoo = 1', "unknown field `foo`"),
        ("s.toml", '[[source]]\nname = "a"\naddress = "file:///etc/passwd"', "only http and https"),
        ("s.toml", '[[source]]\nname = "a"\naddress = "https://e.example/"\nkind = "list"', "needs a pattern"),
        ("s.toml", '[[source]]\nname = "a"\naddress = "https://e.example/"\npattern = "("', "pattern"),
        ("s.toml", '[[source]]\nname = "a"\naddress = "https://e.example/"\n' * 2, "stands twice"),
        ("s.opml", "<opml><body/></opml>", "no outline"),
        ("s.opml", '<?xml version="1.0"?><!DOCTYPE o [<!ENTITY a "b">]><opml><outline xmlUrl="&a;"/></opml>', "not OPML"),
    ],
)
def test_sources_that_cannot_be_used(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(SourcesError, match=words.replace("`", ".").replace("(", r"\(")):
        load(write(tmp_path / name, text))
    with pytest.raises(SourcesError):
        load(tmp_path / "missing.toml")


def test_bundled_sources_say_that_nobody_tried_them() -> None:
    entries = load(BUNDLED)
    assert len(entries) >= 80
    assert not any(entry.verified for entry in entries)
    assert all(entry.owner and entry.camp and entry.language for entry in entries)
    assert len({entry.state for entry in entries}) >= 20
    assert len({entry.address for entry in entries}) == len(entries)
