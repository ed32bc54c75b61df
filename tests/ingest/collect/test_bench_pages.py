"""The pages of the bench: their number, and that our own way reads them as well as the issue asks."""

from __future__ import annotations

from bench.extraction import f1, heads, ours, pages
from bench.fresh import FRESH
from bench.layouts import LAYOUTS
from bench.make_pages import ALL

WORD_F1 = 0.97


def test_pages_are_read() -> None:
    found = pages()
    assert len(found) >= 60
    assert {page.right.layout for page in found} == set(ALL)
    assert {page.right.language for page in found} == {"ar", "fa", "ru", "en"}
    extract = ours()
    scores = {page.name: f1(extract(page.body, page.right), page)[2] for page in found}
    assert sum(scores.values()) / len(scores) >= WORD_F1, sorted(scores.items(), key=lambda row: row[1])[:5]
    known = [scores[page.name] for page in found if page.right.layout in LAYOUTS]
    assert min(known) >= WORD_F1
    assert sum(page.right.layout in FRESH for page in found) >= 16


def test_heads_are_read() -> None:
    result = heads(pages())
    for name, stated in result.stated.items():
        assert result.right[name] >= 0.9 * stated, name
