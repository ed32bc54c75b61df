"""Known forms in a text: word boundaries, joined particles, the longest form, meanings that compete and those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.recognise.matcher import WHO, Match
from mahdar.text import fold
from tests.recognise.reading import reader

PARTICLES = frozenset(reader().pack.settings.particles)


def find(text: str) -> list[Match]:
    return reader().matcher.find(fold(text))


def of(text: str, kind: str) -> list[tuple[str, str]]:
    """What the forms of a kind mean in a text, with their joined particles."""
    return [(entry.value, m.prefix) for m in find(text) if (entry := m.get(kind))]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("في أوسلو", "city", [("Oslo", "")]),
        ("وأوسلو", "city", [("Oslo", "و")]),
        ("بأوسلو", "city", [("Oslo", "ب")]),
        ("وبأوسلو", "city", [("Oslo", "وب")]),
        ("لأوسلو", "city", [("Oslo", "ل")]),
        ("أُوسْلُو", "city", [("Oslo", "")]),
        ("اوسلو", "city", [("Oslo", "")]),
        ("أوسلوية", "city", []),
        ("كأوسلوا", "city", []),
        ("النرويجي", "nationality", [("NOR", "ال")]),
        ("والنرويجية", "nationality", [("NOR", "وال")]),
        ("للنرويجيين", "nationality", [("NOR", "لل")]),
        ("متنرويجي", "nationality", []),
        ("الأمم المتحدة", "body", [("UN", "")]),
        ("للأمم المتحدة", "body", [("UN", "ل")]),
        ("الأمم", "body", []),
        ("التقى", "cue", [("meeting", "")]),
        ("والتقى", "cue", [("meeting", "و")]),
        ("سيلتقي", "cue", [("meeting", "س")]),
        ("وسيلتقي", "cue", [("meeting", "وس")]),
        ("ملتقيات", "cue", []),
        ("زيارة", "cue", [("visit", "")]),
        ("استقبال", "cue", [("meeting", "")]),
        ("مستقبل", "cue", []),
    ],
)
def test_words_and_their_particles(text: str, kind: str, expected: list[tuple[str, str]]) -> None:
    assert of(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "ending"),
    [("زيارته", "ه"), ("زيارتها", "ها"), ("زيارتهما", "هما"), ("لقائه", "ه"), ("لقاءاتهم", "هم"), ("زيارة", "")],
)
def test_pronoun_endings(text: str, ending: str) -> None:
    assert [m.pronoun for m in find(text) if m.get("cue")] == [ending]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("وزير الخارجية", "office", "foreign_minister"),
        ("نائب وزير الخارجية", "office", "deputy_foreign_minister"),
        ("رئيس الوزراء", "office", "prime_minister"),
        ("نائب رئيس الوزراء", "office", "deputy_prime_minister"),
        ("رئيس مجلس النواب", "office", "speaker_of_parliament"),
        ("جنوب السودان", "state", "SSD"),
        ("كوريا الجنوبية", "state", "KOR"),
        ("جمهورية الكونغو الديمقراطية", "state", "COD"),
    ],
)
def test_the_longest_form_wins(text: str, kind: str, value: str) -> None:
    assert of(text, kind) == [(value, "")]


def test_a_shorter_form_stays_inside_the_longer_one() -> None:
    whole = next(m for m in find("الأمين العام للأمم المتحدة") if m.get("office"))
    assert any(inner.get("body") for inner in whole.inner) or of("الأمين العام للأمم المتحدة", "body")


def test_meanings_of_different_groups_do_not_compete() -> None:
    kinds = {kind for m in find("بحث الوزير أمس") for kind in m.kinds}
    assert {"cue", "office", "relative"} <= kinds


def test_nothing_known_gives_nothing() -> None:
    assert find("") == []
    assert find("xyz 123 !?") == []


WORDS = [
    "التقى",
    "وزير",
    "الخارجية",
    "النرويجي",
    "في",
    "أوسلو",
    "و",
    "ال",
    "نظيره",
    "، ",
    "\n",
    "ه",
    "زيارة",
    "الأمم المتحدة",
    "٤",
    "ـ",
    "ّ",
]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=150, deadline=None)
def test_what_is_found_lies_in_the_text(words: list[str], between: str) -> None:
    view = fold(between.join(words))
    found = reader().matcher.find(view)
    assert [(m.start, -m.end) for m in found] == sorted((m.start, -m.end) for m in found)
    forms = reader().pack.data.forms
    for m in found:
        assert 0 <= m.word <= m.start < m.end <= len(view.text)
        assert view.text[m.start : m.end] in forms
        assert m.entries
        before = view.text[m.word : m.start]
        assert not before or before in PARTICLES
        assert m.end == len(view.text) or not (view.text[m.end - 1] + view.text[m.end]).isalnum()
        assert all(m.start <= inner.start and inner.end <= m.end for inner in m.inner)
    who = [(m.start, m.end) for m in found if not m.kinds.isdisjoint(WHO)]
    assert all(b >= d or a >= c for (a, b), (c, d) in zip(who[1:], who, strict=False)), "one form inside another of its group"
