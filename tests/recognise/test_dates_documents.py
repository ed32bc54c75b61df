"""Resolutions by number: whose they are, in figures and words, and numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.recognise.documents import find_documents
from tests.recognise.test_dates import analyse


def values(text: str) -> list[str]:
    return [m.value for m in find_documents(analyse(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("وفقا لقرار مجلس الأمن 2254", ["UNSC 2254"]),
        ("وفقا لقرار مجلس الأمن الدولي رقم ٢٢٥٤", ["UNSC 2254"]),
        ("تنفيذ القرار رقم 2254 الصادر عن مجلس الأمن", ["UNSC 2254"]),
        ("تنفيذ القرار الأممي 2216", ["UNSC 2216"]),
        ("قرار الأمم المتحدة 2216", ["UNSC 2216"]),
        ("القرارين 2254 و2585 الصادرين عن مجلس الأمن", ["UNSC 2254", "UNSC 2585"]),
        ("قراري مجلس الأمن 242 و338", ["UNSC 242", "UNSC 338"]),
        ("قرار المجلس رقم 2254", ["UNSC 2254"]),
        ("قرار مجلس الأمن رقم (2216) لعام 2015", ["UNSC 2216"]),
        ("قرارات مجلس الأمن ذات الصلة، خاصة القرار 2216 وبقية المرجعيات", ["UNSC 2216"]),
        ("القرار 181 للجمعية العامة", ["UNGA 181"]),
        ("القرار 194 الصادر عن الجمعية العامة للأمم المتحدة", ["UNGA 194"]),
        ("قرار الجمعية العامة 67/19", ["UNGA 67/19"]),
        ("القرار الأممي 194", ["UNGA 194"]),
        ("القرار ألفين ومئتين وستة عشر الصادر عن مجلس الأمن", ["UNSC 2216"]),
        ("القرار ألف وسبعمئة وواحد لمجلس الأمن", ["UNSC 1701"]),
        ("ناقش مجلس الأمن الوضع، والقرار 1701 واضح", ["UNSC 1701"]),
    ],
)
def test_resolutions(text: str, found: list[str]) -> None:
    assert values(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "القرار 7 للوزارة",
        "القرار 1701",
        "قرار مجلس الوزراء رقم 150",
        "قرار مجلس الشورى رقم ( 115 / 62 )",
        "قرار مجلس الأمن في 20 ديسمبر",
        "قرارات صادرة عن مجلس الأمن منذ 2006",
        "قرار مجلس الأمن رقم 9500",
        "مجلس الأمن يضم 15 عضوا",
        "استقرار مجلس الأمن\n2254",
    ],
)
def test_no_resolutions(text: str) -> None:
    assert values(text) == []


_BODIES = ["القرار", "قرارات", "رقم", "مجلس الأمن", "الجمعية العامة", "الأممي"]
_NUMBERS = ["2254", "و338", "181", "67", "/", "19", "(", ")", "،", "ألفين", "ومئتين", "\n"]


@given(st.lists(st.sampled_from(_BODIES + _NUMBERS) | st.text(max_size=4), max_size=14))
@settings(max_examples=200, deadline=None)
def test_any_words(words: list[str]) -> None:
    table = analyse(" ".join(words))
    for found in find_documents(table):
        assert 0 <= found.start < found.end <= len(table.view.text)
        assert found.value.split(" ")[0] in ("UNSC", "UNGA")
