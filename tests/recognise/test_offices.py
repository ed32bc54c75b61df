"""Office phrases: what the office is, whom it serves, where it is served, and where the phrase ends. All sentences are our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.check import codes
from mahdar.recognise.analysis import Actor
from tests.recognise.reading import analyse, persons, reader, value

# Phrase, affiliation, role. Each stands before a verb in a sentence of its own.
PHRASES = [
    ("وزير الخارجية النرويجي", "NOR", "foreign_minister"),
    ("وزيرة الخارجية النرويجية", "NOR", "foreign_minister"),
    ("وزير خارجية النرويج", "NOR", "foreign_minister"),
    ("نائب وزير الخارجية النرويجي", "NOR", "deputy_foreign_minister"),
    ("مساعد وزير الخارجية النرويجي", "NOR", "deputy_foreign_minister"),
    ("وكيل وزارة الخارجية القطرية", "QAT", "deputy_foreign_minister"),
    ("رئيس الوزراء الماليزي", "MYS", "prime_minister"),
    ("رئيسة وزراء الدنمارك", "DNK", "prime_minister"),
    ("المستشار النمساوي", "AUT", "prime_minister"),
    ("رئيس جمهورية غانا", "GHA", "president"),
    ("الرئيس الغاني", "GHA", "president"),
    ("ملك كمبوديا", "KHM", "monarch"),
    ("ولي العهد الكويتي", "KWT", "crown_prince"),
    ("أمير دولة الكويت", "KWT", "monarch"),
    ("سلطان عمان", "OMN", "monarch"),
    ("رئيس مجلس النواب البحريني", "BHR", "speaker_of_parliament"),
    ("رئيس البرلمان الغاني", "GHA", "speaker_of_parliament"),
    ("وزير الدفاع الكيني", "KEN", "defence_minister"),
    ("وزير الداخلية القبرصي", "CYP", "interior_minister"),
    ("وزير المالية التشيلي", "CHL", "finance_minister"),
    ("وزير الري السوداني", "SDN", "minister"),
    ("سفير اليابان", "JPN", "ambassador"),
    ("سفير اليابان في مسقط", "JPN", "ambassador"),
    ("سفير اليابان لدى سلطنة عمان", "JPN", "ambassador"),
    ("القائم بالأعمال البيلاروسي", "BLR", "charge_d_affaires"),
    ("القنصل العام الهندي", "IND", "consul"),
    ("المندوب الدائم لباكستان لدى الأمم المتحدة", "PAK", "permanent_representative"),
    ("المبعوث الخاص للرئيس الليتواني إلى القوقاز", "LTU", "special_envoy"),
    ("مبعوث الأمم المتحدة إلى ليبيا", "UN", "special_envoy"),
    ("الأمين العام للأمم المتحدة", "UN", "secretary_general"),
    ("الأمين العام لجامعة الدول العربية", "LAS", "secretary_general"),
    ("الأمين العام لمنظمة التعاون الإسلامي", "OIC", "secretary_general"),
    ("المتحدث باسم وزارة الخارجية الصينية", "CHN", "spokesperson"),
    ("رئيس الأركان التشادي", "TCD", "military_chief"),
    ("محافظ البنك المركزي المصري", "EGY", "central_bank_governor"),
    ("مستشار الأمن القومي الهندي", "IND", "security_adviser"),
]


def first(phrase: str) -> Actor | None:
    actors = [a for a in analyse(f"{phrase} وصل أمس.").actors if a.kind == "person"]
    return actors[0] if actors else None


@pytest.mark.parametrize(("phrase", "affiliation", "role"), PHRASES, ids=[p for p, *_ in PHRASES])
def test_office(phrase: str, affiliation: str, role: str) -> None:
    actor = first(phrase)
    assert actor is not None
    assert (value(actor.affiliation), value(actor.role), actor.name) == (affiliation, role, None)
    assert len([a for a in analyse(f"{phrase} وصل أمس.").actors if a.kind == "person"]) == 1


@pytest.mark.parametrize(
    ("phrase", "post"),
    [
        ("سفير اليابان لدى كينيا", "KEN"),
        ("سفير اليابان في نيروبي", "KEN"),
        ("مبعوث الأمم المتحدة إلى ليبيا", "LBY"),
        ("سفير اليابان", None),
    ],
)
def test_the_post_is_not_the_affiliation(phrase: str, post: str | None) -> None:
    actor = first(phrase)
    assert actor is not None
    assert actor.post == post
    assert value(actor.affiliation) != post


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل نائب رئيس الوزراء وزير الخارجية البلغاري ديميتار كوستوف.", [("BGR", "foreign_minister", "ديميتار كوستوف")]),
        (
            "وصل وزير الخارجية البلغاري ووزير الدفاع البلغاري.",
            [("BGR", "foreign_minister", None), ("BGR", "defence_minister", None)],
        ),
        ("وصل وزير الخارجية الكيني ونظيره الغاني.", [("KEN", "foreign_minister", None), ("GHA", "foreign_minister", None)]),
        ("وصل رئيس كينيا ورئيسة وزراء الدنمارك.", [("KEN", "president", None), ("DNK", "prime_minister", None)]),
    ],
)
def test_two_offices_are_one_person_or_two(text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    assert persons(text) == expected


@pytest.mark.parametrize("text", ["وزارة الخارجية النرويجية", "مبنى السفارة اليابانية", "مقر الرئاسة الغانية", "منصب كبير"])
def test_no_office_of_a_person(text: str) -> None:
    assert persons(f"أغلقت {text} أمس.") == []


def test_the_outlet_tells_whose_officials_are_its_own() -> None:
    text = "استقبل وزير الخارجية سالم الحارثي زواره."
    entities = analyse(text, None, "omandaily.om").entities
    assert [value(e.affiliation) for e in entities if e.kind == "person"] == ["OMN"]
    assert [value(e.affiliation) for e in analyse(text).entities if e.kind == "person"] == [None]


PARTS = [
    "وزير",
    "نائب",
    "رئيس",
    "سفير",
    "الخارجية",
    "النرويجي",
    "النرويج",
    "لدى",
    "إلى",
    "في",
    "و",
    "السابق",
    "بالوكالة",
    "الأمم المتحدة",
    "،",
    "سالم",
    "لشؤون",
]


@given(st.lists(st.sampled_from(PARTS), max_size=25))
@settings(max_examples=100, deadline=None)
def test_any_order_of_words_gives_known_codes_and_words_of_the_text(words: list[str]) -> None:
    text = " ".join(words) or "و"
    analysis = analyse(text)
    known = {e.value for e in reader().pack.data.entries if e.kind in ("state", "body", "nationality")}
    for actor in analysis.actors:
        assert 0 <= actor.start < actor.end <= len(analysis.view.text)
        if actor.kind == "person" and actor.role is not None:
            assert actor.role.value in codes.ROLES
        if actor.affiliation is not None:
            assert actor.affiliation.value in known
