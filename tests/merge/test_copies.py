"""Copies are found under changed headlines, cuts and additions; reports that only share phrases are none."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.merge.copies import Sketches, copies, likeness, runs
from mahdar.model import Record
from tests.merge.making import record

WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, length: int = 120) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def report(key: str, words: list[str], title: str = "a headline") -> Record:
    return record(key, f"{title} {key}", " ".join(words))


def pairs(records: list[Record]) -> set[tuple[str, str]]:
    return {(c.a, c.b) for c in copies(records)}


def test_a_changed_headline_hides_nothing() -> None:
    assert pairs([report("a", text(1), "one headline"), report("b", text(1), "quite another")]) == {("a", "b")}


def test_a_cut_at_the_end_hides_nothing() -> None:
    assert pairs([report("a", text(1, 300)), report("b", text(1, 300)[:90])]) == {("a", "b")}


def test_paragraphs_added_at_the_end_hide_nothing() -> None:
    assert pairs([report("a", text(1)), report("b", text(1) + text(2, 200))]) == {("a", "b")}


def test_words_changed_here_and_there_hide_nothing() -> None:
    changed = [w if n % 25 else f"other{n}" for n, w in enumerate(text(1))]
    assert pairs([report("a", text(1)), report("b", changed)]) == {("a", "b")}


def test_other_texts_are_no_copies() -> None:
    assert pairs([report(f"r{n}", text(n)) for n in range(30)]) == set()


def test_texts_of_a_few_words_are_never_copies() -> None:
    assert pairs([report("a", WORDS[:8]), report("b", WORDS[:8])]) == set()


def test_residue_and_headline_do_not_make_copies() -> None:
    assert copies([record("a", " ".join(text(5)), " ".join(text(6))), record("b", " ".join(text(5)), " ".join(text(7)))]) == []


def test_a_report_is_no_copy_of_itself_and_can_be_forgotten() -> None:
    sketches = Sketches()
    assert sketches.add("a", text(1)) == []
    assert sketches.add("a", text(1)) == []
    sketches.remove("a")
    assert sketches.add("b", text(1)) == []
    assert [(c.a, c.b) for c in sketches.add("a", text(1))] == [("a", "b")]


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)))
def test_order_plays_no_part(order: list[int]) -> None:
    made = [report(f"r{n}", text(n // 2) + text(100 + n, 20)) for n in range(6)]
    assert pairs([made[n] for n in order]) == pairs(made) == {("r0", "r1"), ("r2", "r3"), ("r4", "r5")}


@given(st.lists(st.sampled_from(WORDS[:20]), max_size=30), st.lists(st.sampled_from(WORDS[:20]), max_size=30))
def test_likeness_is_symmetric_and_bounded(a: list[str], b: list[str]) -> None:
    contained, jaccard = likeness(runs(a), runs(b))
    assert (contained, jaccard) == likeness(runs(b), runs(a))
    assert 0 <= jaccard <= contained <= 1
