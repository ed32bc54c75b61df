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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ناقش الجانبان تنفيذ الاتفاق الموقع في مينسك بين أوكرانيا وروسيا.", ["Minsk"]),
        ("ناقش الجانبان هدنة وقعاها في مينسك.", []),
        ("ناقشت أوكرانيا وروسيا اتفاقا وقع في مينسك.", []),
        ("ناقشت كينيا وتنزانيا تنفيذ الاتفاق الموقع في مينسك.", []),
        ("ناقش الجانبان الاتفاق مع أوكرانيا وروسيا على لقاء في مينسك.", []),
        ("شدد الرئيس اللبناني أمام مجلس الأمن على القرار1701 وضرورة تنفيذه.", ["UNSC 1701"]),
        ("شدد الرئيس اللبناني أمام مجلس الأمن على الدورة1701 وضرورة حضورها.", []),
        ("قبل الطرفان خطة أنان. وستنفذ الخطة غدا.", ["Annan Plan", "Annan Plan"]),
        ("قبل الطرفان خطة أنان. وستنفذ الخطة الزراعية غدا.", ["Annan Plan"]),
        ("طبقت كينيا الخطة. وقبل الطرفان خطة أنان.", ["Annan Plan"]),
        ("قبل الطرفان اتفاق مينسك وتم الاتفاق على لقاء آخر.", ["Minsk"]),
    ],
)
def test_documents_told_by_where_they_were_signed_or_once_more(text: str, found: list[str]) -> None:
    analysis = reader().analyse(Source(id="t", text=text, language="ar"))
    assert [m.value for m in analysis.documents] == found
