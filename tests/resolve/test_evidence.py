"""What the changes between two words say: learned odds along the cheapest way from one word to the other."""

from __future__ import annotations

import pytest

from bench.train_changes import kinds
from mahdar.resolve.evidence import LEAST_ODDS, LINKED, MOST_ODDS, NONE, RARE, alike, coarse, evidence, near
from mahdar.resolve.sounds import likeness, sounds, table

ODDS = {row["change"]: float(row["odds"]) for row in table("changes.tsv")}
WORDS = [
    ("Vershinin", "فيرشينين"),
    ("Gerasimov", "جيراسيموف"),
    ("Khalid", "Halit"),
    ("Ghannouchi", "الغنوشي"),
    ("Qasim", "Kasım"),
    ("Anna", "Hanna"),
]


@pytest.mark.parametrize(("one", "two"), WORDS)
def test_odds_add_up_the_kinds_of_changes(one: str, two: str) -> None:
    a, b = sounds(one.lower()), sounds(two)
    told = evidence(a, b)
    for one_script, odds in ((False, told.odds), (True, told.odds_within)):
        expected = ODDS["bias"] + sum(ODDS.get(kind, RARE) * count for kind, count in kinds(a, b, one_script).items())
        assert odds == pytest.approx(max(LEAST_ODDS, min(expected, MOST_ODDS)))
    assert told.likeness == pytest.approx(likeness(a, b))
    assert near(coarse(a), coarse(b))


def test_the_order_of_the_words_does_not_matter() -> None:
    for one, two in WORDS:
        a, b = sounds(one.lower()), sounds(two)
        assert evidence(a, b).odds == pytest.approx(evidence(b, a).odds, abs=1.5)
        assert evidence(a, b).likeness == pytest.approx(evidence(b, a).likeness)


def test_two_renderings_in_a_short_word_say_less_than_one() -> None:
    one_change, two_changes = evidence(sounds("osman"), sounds("othman")), evidence(sounds("smith"), sounds("thomas"))
    assert one_change.odds > 0 > two_changes.odds
    assert (two_changes.renderings, one_change.renderings) == (2, 1)


def test_words_too_far_apart_are_not_told() -> None:
    assert evidence(sounds("walker"), sounds("peter")) == NONE
    assert alike(sounds("walker"), sounds("peter")) == 0
    assert alike("", "") == 1
    assert LINKED <= alike(sounds("karim"), sounds("كريم")) <= 1
