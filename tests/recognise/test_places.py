"""Places: cities with their state, states, what governs them, and words that are both city and state. All sentences are our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.pipeline import Reader
from tests.recognise.reading import analyse, reader


def places(text: str) -> list[tuple[str | None, str | None]]:
    """Cities and states of a text in order, each once ("the Norwegian capital Oslo" names it twice)."""
    return list(dict.fromkeys((w.city, w.country) for w in analyse(text).wheres))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اجتمعوا في أوسلو.", [("Oslo", "NOR")]),
        ("اجتمعوا بأوسلو.", [("Oslo", "NOR")]),
        ("اجتمعوا في العاصمة أوسلو.", [("Oslo", "NOR")]),
        ("اجتمعوا في العاصمة النرويجية أوسلو.", [("Oslo", "NOR")]),
        ("اجتمعوا في مدينة جنيف السويسرية.", [("Geneva", "CHE")]),
        ("سافر إلى عنتيبي.", [("Entebbe", "UGA")]),
        ("سافر إلى النرويج.", [(None, "NOR")]),
        ("سافر من أوسلو إلى هلسنكي.", [("Oslo", "NOR"), ("Helsinki", "FIN")]),
        ("اجتمعوا في قاعة كبيرة.", []),
    ],
)
def test_city_and_state(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(("text", "country"), [("زار تونس أمس.", "TUN"), ("زار الكويت أمس.", "KWT"), ("زار الجزائر أمس.", "DZA")])
def test_a_name_of_city_and_state_is_the_state_where_nothing_calls_it_a_city(text: str, country: str) -> None:
    assert places(text) == [(None, country)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("زار مدينة تونس أمس.", ("Tunis", "TUN")),
        ("زار العاصمة تونس أمس.", ("Tunis", "TUN")),
        ("زار العاصمة الجزائر أمس.", ("Algiers", "DZA")),
    ],
)
def test_a_name_of_city_and_state_is_the_city_where_the_words_call_it_one(text: str, expected: tuple[str, str]) -> None:
    assert places(text) == [expected]


@pytest.mark.parametrize(
    ("text", "particle", "before"),
    [("اجتمعوا بأوسلو.", "ب", "اجتمعوا"), ("اجتمعوا في أوسلو.", "", "في"), ("سافر لأوسلو.", "ل", "سافر"), ("سافر إلى أوسلو.", "", "الي")],
)
def test_what_governs_a_place(text: str, particle: str, before: str) -> None:
    (where,) = analyse(text).wheres
    assert (where.particle, where.before) == (particle, before)


@pytest.mark.parametrize("text", ["وصل القاهر.", "قرأ كتابا عن الرياضة.", "هذا روماني الأصل.", "مشروع باريسي جديد."])
def test_words_that_only_look_like_a_city(text: str) -> None:
    assert [city for city, _ in places(text) if city is not None] == []


def test_places_are_in_order_and_quote_the_text() -> None:
    analysis = analyse("سافر من أوسلو إلى هلسنكي ثم إلى ريغا والنرويج.")
    starts = [w.start for w in analysis.wheres]
    assert starts == sorted(starts)
    assert analysis.words(analysis.wheres[0].start, analysis.wheres[0].end) == "أوسلو"


def known(of: Reader) -> set[tuple[str, str]]:
    """Cities of the pack with their states."""
    cities = of.pack.data.city_country
    pairs = {(e.value, e.data.get("country") or cities.get(e.value, "")) for e in of.pack.data.entries if e.kind == "city"}
    return pairs | set(cities.items())


WORDS = [
    "في",
    "إلى",
    "ب",
    "العاصمة",
    "مدينة",
    "أوسلو",
    "تونس",
    "الكويت",
    "النرويجية",
    "،",
    "و",
    "«",
    "وزير خارجية",
    "جنيف",
    "من",
    "بكولومبيا",
]


@given(st.lists(st.sampled_from(WORDS), max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_city_stands_with_its_own_state(words: list[str]) -> None:
    text = " ".join(words) or "و"
    analysis = analyse(text)
    pairs = known(reader())
    for where in analysis.wheres:
        assert 0 <= where.start < where.end <= len(analysis.view.text)
        assert where.city or where.country
        assert where.city is None or where.country is None or (where.city, where.country) in pairs
