"""The page needs nothing else, escapes everything and leads every value to its words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import msgspec
import pytest

from mahdar.export.page import page
from mahdar.model import Record, Residue
from tests.making import TEXT, record

VOID = {"meta", "br", "link", "img"}


class Reader(HTMLParser):
    """Collects tags, the text of the report and what the stretches point at; fails on tags that are not closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text_depth = 0
        self.text = ""
        self.words: dict[str, str] = {}
        self._marks: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag in VOID:
            return
        self.open.append(tag)
        if tag == "div" and found.get("class") == "text":
            self.text_depth = len(self.open)
        self._marks.append((found.get("data-e") or "").split() if self.text_depth else [])

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag
        self._marks.pop()
        if len(self.open) < self.text_depth:
            self.text_depth = 0

    def handle_data(self, data: str) -> None:
        if self.text_depth:
            self.text += data
            for marks in self._marks:
                for mark in marks:
                    self.words[mark] = self.words.get(mark, "") + data


def read(records: list[Record]) -> Reader:
    reader = Reader()
    reader.feed(page(records))
    reader.close()
    assert reader.open == []
    return reader


def test_the_text_stands_there_letter_by_letter() -> None:
    assert read([record()]).text == TEXT


def test_every_value_leads_to_its_words() -> None:
    found = read([record()])
    values = [attrs for tag, attrs in found.tags if tag == "button"]
    assert values
    for attrs in values:
        assert all(found.words[mark] for mark in (attrs["data-e"] or "").split())
    words = set(found.words.values())
    assert {"received", "Amin Bari", "13 October", "Moscow", "envoy"} <= words
    assert "peace <script>alert(1)</script> is near" in words


def test_how_and_rule_are_told() -> None:
    html = page([record()])
    assert "test.rule" in html
    assert "the only Tuesday that fits" in html


def test_markup_of_a_report_is_never_markup_of_the_page() -> None:
    html = page([record("<script>alert(2)</script>")])
    assert "<script>alert" not in html
    assert html.count("<script>") == 1
    assert "Minister &lt;B&gt; &amp; guest meet" in html


def test_nothing_is_loaded_from_anywhere() -> None:
    html = page([record()])
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\(|@import|https?://|//cdn", html)


def test_residue_is_marked() -> None:
    found = read([record()])
    assert any((attrs.get("class") or "").split()[-1:] == ["residue"] for tag, attrs in found.tags if tag == "span")


@pytest.mark.parametrize("spans", [[(0, 5), (3, 9)], [(0, 5), (0, 5)], [(4, 4)], [(0, len(TEXT))]])
def test_spans_may_overlap(spans: list[tuple[int, int]]) -> None:
    r = record()
    residue = [Residue(a, b, "tag_line") for a, b in spans]
    assert read([msgspec.structs.replace(r, report=msgspec.structs.replace(r.report, residue=residue))]).text == TEXT


def test_no_records_no_fault() -> None:
    assert "0 reports" in page([])


def test_same_records_same_page() -> None:
    assert page([record("a"), record("b")]) == page([record("a"), record("b")])
