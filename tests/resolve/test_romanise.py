"""Arabic letters to Latin ones."""

from __future__ import annotations

import pytest

from mahdar.resolve.romanise import BEST, KNOWN, load, words_of


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("لافروف", "Lavrov"),
        ("كلينتون", "Clinton"),
        ("محمد بن سلمان", " bin Salman"),
        ("المقداد", "al-"),
        ("حسن", "Hassan"),
        ("يوكوياما", "Yokoyama"),
        ("تيلرسون", "Tillerson"),
        ("غوتيريش", "Guterres"),
        ("بيدرسن", "Pedersen"),
    ],
)
def test_usual_spellings_are_among_the_best(name: str, spelling: str) -> None:
    assert any(spelling in spelt for spelt, _ in load().name(name))


@pytest.mark.parametrize("name", ["لافروف", "عبد الله", "پوتین", "گُرگان", "مُحَمَّد", "ء", "ڤيينا", "ا" * 300, "محمد " * 50])
def test_probabilities(name: str) -> None:
    best = load().name(name)
    assert 1 <= len(best) <= BEST
    assert all(0 < p <= 1.0001 for _, p in best) or len(name) > 100
    assert [p for _, p in best] == sorted((p for _, p in best), reverse=True)


@pytest.mark.parametrize("text", ["", "Lavrov", "😀", "123", "\u202b"])
def test_other_texts_give_nothing(text: str) -> None:
    assert load().name(text) == []
    assert words_of(text) == []


def test_names_of_the_world_stand_beside_the_list_of_the_model() -> None:
    model = load()
    assert all(model.listed(name) for name in ("lavrov", "smith"))
    assert (model.listed("lavrov") or (0, 0))[0] == KNOWN
    assert model.listed("smithx") is None
    assert model.begins("lavr")
    assert not model.begins("lavrx")


def test_readings_follow_the_list_where_the_letters_alone_would_leave_it() -> None:
    found = {r.plain for r in load().readings("فيرشينين")}
    assert "vershinin" in found
    assert all("".join(letters for letters, _ in r.way) == "فيرشينين" for r in load().readings("فيرشينين"))


def test_vowel_signs_and_marks_change_nothing() -> None:
    assert load().name("مُحَمَّد") == load().name("محمد") == load().name("\u202bمحـــمد\u202c")
