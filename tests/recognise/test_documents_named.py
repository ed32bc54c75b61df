"""Names of documents that several have or that are none by themselves: they count with a party of the document named in the report."""

from __future__ import annotations

from functools import lru_cache

import pytest

from mahdar.model import Source
from mahdar.pipeline import Reader, load


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("بحث الوزير مع حركة طالبان تنفيذ اتفاق الدوحة.", ["US-Taliban Agreement"]),
        ("انتخب الرئيس اللبناني بموجب اتفاق الدوحة.", ["Doha Agreement (Lebanon)"]),
        ("ناقش الوزيران اتفاق فيينا مع إيران.", ["JCPOA"]),
        ("أعربت الصين عن استعدادها لتنفيذ مبادرة التنمية العالمية.", ["Global Development Initiative"]),
        ("أكد لبنان التزامه القرار 1701.", ["UNSC 1701"]),
        ("أكدت كينيا التزامها القرار 1701.", []),
        ("أشادت كينيا باتفاق الدوحة.", []),
        ("أشادت كينيا باتفاق فيينا.", []),
    ],
)
def test_names_that_need_a_party_beside_them(text: str, found: list[str]) -> None:
    analysis = reader().analyse(Source(id="t", text=text, language="ar"))
    assert [m.value for m in analysis.documents] == found
