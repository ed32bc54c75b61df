"""Phrases are found where their first words stand, and just where the pattern alone would find them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mahdar.frame.saying_words import APART, Found, Phrases

WORDS = ["aa", "aab", "aa bb", "bb", "c aa", "c", "d"]
PLAIN = Phrases(r"(?<!\w)(?:c)?(?:aa\s+bb|aab|aa|bb)(?:\s+|(?=\w))", ["aa bb", "aab", "aa", "bb"], ("c",))
APARTED = Phrases(rf"[\s{re.escape(APART)}]+(?:c)?(?:aa\s+bb|aa|d)(?!\w)", ["aa bb", "aa", "d"], ("c",), apart=True)


@given(st.lists(st.sampled_from([*WORDS, " ", " ", ",", "."]), max_size=30), st.integers(0, 20), st.integers(0, 40))
def test_as_the_pattern_finds_them(parts: list[str], start: int, length: int) -> None:
    text = "".join(parts)
    start = min(start, len(text))
    end = min(start + length, len(text))
    for phrases in (PLAIN, APARTED):
        found = [m.span() for m in Found(phrases, text).between(start, end)]
        assert found == [m.span() for m in phrases.pattern.finditer(text, start, end)]
