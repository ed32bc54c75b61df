"""Names of persons: where they begin and end, behind offices, titles, commas and marks. Persons are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recognise.reading import analyse, persons, value

# A name behind an office with its state, before a preposition or a verb.
NAMES = [
    "سالم الحارثي",
    "عبد الرحمن نور الدين",
    "عبدالله الخطيب",
    "محمد بن سالم بن راشد آل خليفة",
    "فيصل بن خالد",
    "أحمد ولد محمود",
    "أبو بكر الطيب",
    "حبيب الله عبد القادر",
    "لارس هانسن",
    "خوسيه كارلوس دا سيلفا",
    "روني فان دايك",
    "إنغريد فان دير ميير",
    "جان-بيير مورو",
    "شون ماكارثي",
    "نغوين فان هوا",
    "كيم جين سو",
    "وانغ تشيانغ",
    "هيروشي تاناكا",
    "ديميتار كوستوف",
    "أرمين ساهاكيان",
    "رستم كريموف",
    "ثاندي نكوسي",
    "كوفي أدامي",
    "كارين سورنسن",
    "ماركو بيانكي",
    "علي رشيد",
]

FRAMES = ["وصل وزير خارجية قبرص {} إلى أوسلو.", "قال وزير الخارجية القبرصي {} إن بلاده تدعم السلام.", "وزير خارجية قبرص {} يصل غدا"]


def names(text: str) -> list[str | None]:
    return [name for _, _, name in persons(text)]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_behind_an_office(name: str, frame: str) -> None:
    assert names(frame.format(name)) == [name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل السيد سالم الحارثي.", "سالم الحارثي"),
        ("وصل الدكتور سالم الحارثي.", "سالم الحارثي"),
        ("وصل معالي الدكتور سالم الحارثي.", "سالم الحارثي"),
        ("وصل صاحب السمو الشيخ مبارك الجابر.", "مبارك الجابر"),
        ("وصل جلالة الملك عبد العزيز بن طلال.", "عبد العزيز بن طلال"),
        ("وصل الأمير فيصل بن خالد حفظه الله.", "فيصل بن خالد"),
        ("وصل الجنرال أبكر صالح.", "أبكر صالح"),
        ("وصل وزير خارجية قبرص السيد نيكوس إيوانو.", "نيكوس إيوانو"),
    ],
)
def test_titles_are_no_part_of_a_name(text: str, expected: str) -> None:
    assert names(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "قال نيكوس إيوانو، وزير خارجية قبرص، إن السلام ممكن.",
        "قال وزير خارجية قبرص، نيكوس إيوانو، إن السلام ممكن.",
        'قال وزير خارجية قبرص "نيكوس إيوانو" إن السلام ممكن.',
        "قال وزير خارجية قبرص «نيكوس إيوانو» إن السلام ممكن.",
        "قال وزير خارجية قبرص (نيكوس إيوانو) إن السلام ممكن.",
        "قال وزير الخارجية القبرصي نيكوس إيوانو إن السلام ممكن.",
    ],
)
def test_a_name_and_its_office_are_one_person(text: str) -> None:
    assert persons(text) == [("CYP", "foreign_minister", "نيكوس إيوانو")]


@pytest.mark.parametrize(
    "text",
    ["أمطرت السماء في الشمال أمس.", "ارتفع سعر النفط إلى ثمانين دولارا.", "افتتح المتحف الجديد أبوابه.", "انتهى الموسم الزراعي مبكرا."],
)
def test_common_words_are_no_names(text: str) -> None:
    assert names(text) == []


def test_a_name_never_runs_over_a_verb_or_preposition() -> None:
    for tail in ("إلى أوسلو", "في أوسلو", "أمس", "إن", "على هامش المؤتمر", "يوم الأحد", "، الذي وصل"):
        assert names(f"وصل وزير خارجية قبرص نيكوس إيوانو {tail}.") == ["نيكوس إيوانو"]


def test_names_are_copied_as_printed() -> None:
    text = "وصل وزير خارجية قبرص نيكـوس إيوانُو إلى أوسلو."
    assert names(text) == ["نيكـوس إيوانُو"]


@given(st.lists(st.sampled_from([*NAMES[:8], "وزير", "خارجية", "قبرص", "الذي", "،", "«", "»", "و", "قال", "إن", "\n"]), max_size=20))
@settings(max_examples=100, deadline=None)
def test_every_name_stands_in_the_text(words: list[str]) -> None:
    text = " ".join(words) or "و"
    analysis = analyse(text)
    for actor in analysis.actors:
        name = value(actor.name)
        if name is not None:
            assert actor.name is not None
            assert name.strip()
            assert " ".join(name.split()) in " ".join(analysis.report.text.split())
