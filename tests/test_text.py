"""Folding: what agrees, what stays apart, and that offsets lead back to the stored text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mahdar.text import fold, folded, tokens

# Letters, vowel signs, tatweel, direction marks, digits, blanks and presentation forms: what folding treats in a way of its own.
ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from("اأإآٱىيیةهئؤوكک٠١۲\u064b\u0651\u0640\u200f\u202b\u00ad \t\n\r\u00a0\ufefb\ufee1Aa"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("إِيران", "ايران"),
        ("مُحـمّد", "محمد"),
        ("طهران\u200f", "طهران"),
        ("مسئول", "مسؤول"),
        ("شئون", "شؤون"),
        ("١٤٤٦", "1446"),
        ("۱۴۰۱", "1401"),
        ("علی", "علي"),
        ("شؤون", "شوون"),
        ("Moscow", "MOSCOW"),
    ],
)
def test_spellings_of_one_word_agree(a: str, b: str) -> None:
    assert folded(a) == folded(b)


@pytest.mark.parametrize(("a", "b"), [("عمان", "عمار"), ("وزير", "وزيرة"), ("قطر", "قطار")])
def test_words_stay_apart(a: str, b: str) -> None:
    assert folded(a) != folded(b)


@given(ODD)
def test_the_map_is_in_order_and_inside_the_text(text: str) -> None:
    view = fold(text)
    if view.begins:
        assert len(view.begins) == len(view.origins) == len(view.closes)
        assert all(a < b for a, b in zip(view.origins, view.closes, strict=True))
        assert all(b <= a for b, a in zip(view.closes, view.origins[1:], strict=False))
        assert view.begins == sorted(set(view.begins))
        assert view.closes[-1] <= len(text)
    else:
        assert not view.text or len(view.text) == len(text)


@given(ODD, st.data())
def test_a_folded_range_quotes_what_it_was_folded_from(text: str, data: st.DataObject) -> None:
    view = fold(text)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    span = view.span(start, end)
    assert 0 <= span.start < span.end <= len(text)
    assert folded(text[span.start : span.end]) == " ".join(view.text[start:end].split())


@given(ODD)
def test_offsets_come_back(text: str) -> None:
    view = fold(text)
    for n in range(len(view.text)):
        assert view.at(view.span(n, n + 1).start) == n


@given(ODD)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(ODD)
def test_tokens_are_in_order_and_quote_the_view(text: str) -> None:
    view = fold(text).text
    found = tokens(view)
    assert all(view[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join(t.text for t in found) == "".join(view.split()) or any(c == "_" for c in view)
