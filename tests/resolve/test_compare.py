"""Names of one person under several spellings and scripts, and names that must stay apart."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.resolve.compare import compare, score
from mahdar.resolve.nameword import folded_word
from mahdar.resolve.parts import parse
from mahdar.resolve.sounds import COSTS, changes, distance

PAIRS = Path(__file__).with_name("pairs.tsv")
ROWS = list(csv.DictReader(PAIRS.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_pairs_are_there() -> None:
    assert len(ROWS) >= 60
    assert sum(r["same"] == "1" for r in ROWS) >= 30


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['a']}|{r['b']}")
def test_pairs(row: dict[str, str]) -> None:
    judged = compare(row["a"], row["b"])
    assert judged.match == (row["same"] == "1"), judged
    assert judged.why


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['a']}|{r['b']}")
def test_the_order_of_the_names_does_not_matter(row: dict[str, str]) -> None:
    assert score(row["a"], row["b"]) == pytest.approx(score(row["b"], row["a"]), abs=0.02)


def test_reasons_name_the_letters_and_the_family_name() -> None:
    why = " ".join(compare("سيرغي فيرشينين", "سيرجي فارشينين").why)
    assert "غ/ج" in why
    assert "family name" in why
    assert "first name" in why


def test_a_conflict_is_the_first_reason() -> None:
    assert "the son in one name is the father" in compare("Mohammed bin Salman", "Salman bin Abdulaziz").why[0]
    assert "numbered ruler" in compare("عبد الله الثاني", "Abdullah bin Zayed").why[0]
    assert "syllable" in compare("Li Ke-qiang", "Li Qiang").why[0]
    assert "another vowel" in compare("Chen Gang", "Chen Geng").why[0]
    assert "initials alone" in compare("M. K.", "Mustafa Kamal").why[0]


def test_a_text_of_many_words_is_compared_by_its_first_ones_and_says_so() -> None:
    assert "first 24 of 300 words" in compare("محمد " * 300, "Mohammed").why[0]


def test_marks_of_vowels_and_doubling_do_not_end_a_word() -> None:
    assert compare("قيس سعيّد", "قيس سعيد").score > 0.9


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no letters"),
        ("😀", "no letters"),
        ("2015", "no letters"),
        ("bin de", "only particles"),
        ("---", "no letters"),
        ("\u202b\u202c", "no letters"),
    ],
)
def test_texts_without_a_name_say_so(text: str, reason: str) -> None:
    judged = compare(text, "Sergey Lavrov")
    assert judged.score == 0
    assert not judged.match
    assert reason in judged.why[0]


def test_two_words_that_sound_together_like_one_word_of_a_longer_name_are_not_its_bearer() -> None:
    assert not compare("جون سهير", "Hideo Günther Brian").match
    assert not compare("Tony Gigi", "Enrique Taniguchi").match
    assert compare("Abdel Fattah", "Abdelfattah").match


def test_a_first_name_says_more_than_its_initial() -> None:
    for name in ("Владимир Путин", "فلاديمير بوتين"):
        assert compare(name, "Vladimir Putin").score > compare(name, "V. Putin").score > compare(name, "N. Putin").score


@given(
    st.lists(
        st.sampled_from(["Ivan", "Petrov", "OMAR", "de", "Al", "bin", "Fahmy", "نبيل", "فهمي", "أبو", "آل", "الغيط", "Нур", "Й"]),
        max_size=5,
    )
)
def test_names_in_plain_letters_are_taken_apart_like_others(words: list[str]) -> None:
    plain, other = parse(" ".join(words)), parse(" ".join([*words, "."]))
    assert (plain.parts, plain.numbers, plain.legal, plain.plain, plain.script, plain.words) == (
        other.parts,
        other.numbers,
        other.legal,
        other.plain,
        other.script,
        other.words,
    )


def test_folding_letter_by_letter_is_folding() -> None:
    for word in ("إيمان", "مؤمن", "رئيس", "هدى", "سيدة", "Йосиф", "Фёдор"):
        assert folded_word(word) == folded_word(f"{word}.")[:-1]


def test_names_of_one_letter() -> None:
    assert not compare("x", "y").match
    assert not compare("x", "Xavier Bettel").match or compare("x", "Xavier Bettel").score < 0.9


def test_very_long_names() -> None:
    long = " ".join(["Ahmed", "Mohammed"] * 150)
    assert 0 <= compare(long, "Ahmed Mohammed").score <= 1
    assert 0 <= compare("a" * 100_000, "b" * 100_000).score <= 1


def test_look_alike_letters_direction_marks_and_digits() -> None:
    assert compare("S\u0435rgei L\u0430vrov", "Sergei Lavrov").match
    assert compare("\u202bسيرغي لافروف\u202c", "سيرغي لافروف").match
    assert compare("Ig0r Sech1n", "Igor Sechin").match
    assert compare("سيرغي\u200f لافروف 😀", "Sergey Lavrov").match


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gives_a_score(a: str, b: str) -> None:
    assert 0 <= compare(a, b).score <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["Sergey", "Lavrov", "محمد", "بن", "سلمان", "Иван", "de", "al-", "II", "J."]), min_size=1, max_size=8))
def test_a_name_is_itself(words: list[str]) -> None:
    name = " ".join(words)
    judged = compare(name, name)
    assert judged.match or "no name" in judged.why[0] or len(words) > 3 or judged.score > 0.2


@given(
    st.text(COSTS.signs, max_size=8), st.text(COSTS.signs, max_size=8), st.text(COSTS.signs, max_size=3), st.text(COSTS.signs, max_size=3)
)
def test_the_distance_is_what_its_steps_add_up_to(a: str, b: str, head: str, tail: str) -> None:
    """Leaving out what two words begin and end with changes nothing; `changes` goes the whole way."""
    one, two = head + a + tail, head + b + tail
    assert distance(one, two) == pytest.approx(sum(step.cost for step in changes(one, two)))
