"""Stems: forms of a word meet, names keep their letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mahdar.packs import HOME, rows
from mahdar.store.words import Stemmer, name_words, stemmer, words_of
from mahdar.text import fold, folded

SAME = [
    "وزير الوزير للوزير وزراء الوزراء لوزراء وبالوزير وزرائهم وزراؤهم الوزيران بوزير",
    "علاقة العلاقة علاقات العلاقات وعلاقاتهما علاقتهما للعلاقات",
    "وزارة للوزارة وزارات بالوزارة",
    "قرار القرار قرارات بالقرارات",
    "روسي الروسي الروسية روسية الروسيين",
    "اجتماع اجتماعات اجتماعهما الاجتماع والاجتماعات",
    "دولة الدول ودول للدولة",
    "سفير السفراء سفراء بالسفير",
    "أزمة الأزمات الازمة أَزْمَة",
    "بيان البيان وبيان بيانات",
]
KEPT = ["فارشينين", "لافروف", "بوتين", "كيري", "ليبيا", "لبنان", "فرنسا", "فيصل", "بغداد", "كلام", "وليد"]
APART = [("وزير", "وزارة"), ("بيان", "يان"), ("لبنان", "لبن"), ("سفير", "سفر"), ("قرار", "قار")]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len({stemmer().stem(folded(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize("word", KEPT)
def test_names_keep_their_letters(word: str) -> None:
    assert stemmer().stem(folded(word)) == folded(word)


@pytest.mark.parametrize("word", KEPT)
def test_a_name_with_a_particle_is_found_by_the_name(word: str) -> None:
    for particle in ("و", "ل", "ب"):
        assert folded(word) in stemmer().keys(folded(particle + word)), particle


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert stemmer().stem(folded(one)) != stemmer().stem(folded(other))


def test_other_scripts_are_left_alone() -> None:
    assert [stemmer().stem(word) for word in ("minister", "министр", "2254")] == ["minister", "министр", "2254"]


def test_names_are_compared_without_article() -> None:
    assert name_words("عادل الجبير") == name_words("عادل جبير")


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئىةًَـ", max_size=14))
def test_stemming_ends_and_leaves_a_word(word: str) -> None:
    for found in words_of(fold(word)):
        stem = stemmer().stem(found.text)
        assert stem
        assert stem in stemmer().keys(found.text)
        # a key never grows longer than its word but by the ending that a plural's singular has
        assert len(stem) <= len(found.text) + 3


def test_the_affixes_are_well_formed() -> None:
    kinds = {"article", "particle", "name_particle", "plural", "joined", "dual", "always", "broken", "keep"}
    seen: set[tuple[str, ...]] = set()
    found = rows(HOME / "lang" / "ar" / "stems.tsv")
    for row in found:
        assert row["kind"] in kinds
        assert row["form"]
        assert (row["kind"] == "broken") <= bool(row["stem"])
        key = (row["kind"], folded(row["form"]), folded(row["stem"]))
        assert key not in seen, key
        seen.add(key)
    broken = [row for row in found if row["kind"] == "broken"]
    assert len(broken) >= 290
    assert len({folded(row["form"]) for row in broken}) == len(broken)


def test_a_language_without_affixes_is_searched_as_it_stands(tmp_path: Path) -> None:
    bare = Stemmer(tmp_path)
    assert bare.stem("الوزير") == "الوزير"
    assert bare.digest != stemmer().digest
