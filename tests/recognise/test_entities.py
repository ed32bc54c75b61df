"""One person, one entity: mentions gathered by name, family name, office and state. All sentences are our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.recognise.analysis import Entity
from tests.recognise.reading import analyse, value


def people(text: str, title: str | None = None) -> list[Entity]:
    """The persons of a text, each once."""
    return [e for e in analyse(text, title).entities if e.kind == "person"]


def names(text: str, title: str | None = None) -> list[str | None]:
    return [value(e.name) for e in people(text, title)]


@pytest.mark.parametrize(
    "text",
    [
        "وصل وزير خارجية قبرص نيكوس إيوانو. وقال إيوانو إن السلام ممكن.",
        "وصل وزير خارجية قبرص نيكوس إيوانو. وقال الوزير إن السلام ممكن.",
        "وصل وزير خارجية قبرص نيكوس إيوانو. وقال وزير الخارجية القبرصي إن السلام ممكن.",
        "وصل وزير خارجية قبرص نيكوس إيوانو. وقال الوزير القبرصي إن السلام ممكن.",
        "وصل وزير خارجية قبرص نيكوس إيوانو، وأكد لإيوانو مضيفوه دعمهم.",
        "وصل نيكوس إيوانو، وزير خارجية قبرص. وأضاف نيكوس إيوانو أن السلام ممكن.",
        "وصل وزير خارجية قبرص السيد نيكوس إيوانو. وشدد السيد إيوانو على السلام.",
    ],
)
def test_later_mentions_are_the_same_person(text: str) -> None:
    assert names(text) == ["نيكوس إيوانو"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("أندريه كوفالينكو", "كوفالنكو"),
        ("سيرغي بيتروف", "سيرجي بتروف"),
        ("عبد الرحمن الطيب", "عبدالرحمن الطيب"),
        ("جولي تريمبليه", "جولي تريمبلي"),
        ("فارشينين", "فرشينين"),
    ],
)
def test_spellings_of_one_name_are_one_person(first: str, second: str) -> None:
    text = f"وصل وزير خارجية أوكرانيا {first} إلى أوسلو. وقال وزير خارجية أوكرانيا {second} إن السلام ممكن."
    assert len(people(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "التقى وزير خارجية قبرص نيكوس إيوانو وزير خارجية اليونان نيكوس باباس.",
        "التقى الرئيس الكيني جوزيف أوتينو الرئيس السيراليوني جوزيف كامارا.",
        "التقى وزير خارجية غانا وزير خارجية توغو.",
        "التقى رئيس الوزراء الكيني ووزير الدفاع الكيني.",
    ],
)
def test_different_persons_stay_apart(text: str) -> None:
    assert len(people(text)) == 2


def test_the_fullest_name_is_kept() -> None:
    text = "وصل الوزير القطري الدرويش. وقال وزير الخارجية القطري ناصر بن حمد الدرويش إن السلام ممكن."
    assert "ناصر بن حمد الدرويش" in names(text)


def test_a_family_name_in_the_headline_leads_to_the_body() -> None:
    body = "وصل وزير خارجية قبرص نيكوس إيوانو إلى أوسلو."
    assert names(body, "إيوانو في أوسلو") == ["نيكوس إيوانو"]


def test_the_role_comes_from_any_mention() -> None:
    (one,) = people("قال نيكوس إيوانو إن السلام ممكن. وأضاف نيكوس إيوانو، وزير خارجية قبرص، أن الوقت قصير.")
    assert (value(one.affiliation), value(one.role)) == ("CYP", "foreign_minister")


def test_a_counterpart_has_the_office_of_the_other() -> None:
    text = "التقى وزير الدفاع الكيني جوزيف أوتينو نظيره الغاني كوفي مينساه."
    assert [value(e.role) for e in people(text)] == ["defence_minister", "defence_minister"]
    assert [value(e.affiliation) for e in people(text)] == ["KEN", "GHA"]


def test_a_common_word_is_no_family_name() -> None:
    text = "وصل وزير خارجية قبرص نيكوس السلام. ودعا الحاضرون إلى السلام في العالم."
    assert len(people(text)) == 1


def test_every_mention_leads_to_its_entity_and_back() -> None:
    analysis = analyse("التقى وزير الدفاع الكيني جوزيف أوتينو نظيره الغاني كوفي مينساه. وقال أوتينو إن كينيا تدعم غانا.")
    for number, entity in enumerate(analysis.entities):
        assert entity.mentions
        for index in entity.mentions:
            assert analysis.actors[index].entity == number
    starts = [a.start for a in analysis.actors]
    assert starts == sorted(starts)


SENTENCES = [
    "وصل وزير خارجية قبرص نيكوس إيوانو.",
    "وقال إيوانو إن السلام ممكن.",
    "التقى الوزير نظيره الغاني كوفي مينساه.",
    "وأضاف مينساه أن بلاده تدعم قبرص.",
    "استقبل الرئيس الكيني جوزيف أوتينو الوزيرين.",
    "وغادر الجانبان.",
]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_whatever_the_order_entities_hold_together(sentences: list[str]) -> None:
    analysis = analyse(" ".join(sentences))
    for number, entity in enumerate(analysis.entities):
        for index in entity.mentions:
            assert analysis.actors[index].entity == number
        named = [value(analysis.actors[i].affiliation) for i in entity.mentions if entity.kind == "person"]
        assert len({code for code in named if code is not None}) <= 1, "one person for two states"
    full = [value(e.name) for e in analysis.entities if e.kind == "person" and e.name is not None]
    assert len(full) == len(set(full))
