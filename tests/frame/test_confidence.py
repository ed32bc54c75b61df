"""Confidence: which facts speak, and that they are added up as the list of weights says."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from mahdar import pipeline
from mahdar.frame.confidence import engagement_facts, probability, rated, slot, statement_facts
from mahdar.model import Engagement, Evidence, Participant, Source

TEXT = "فنلندا\nالتقى وزير الخارجية الفنلندي ماتي ليتونن نظيره الكيني جوزيف مواكا في نيروبي. وقال ليتونن إن المحادثات كانت مفيدة."


def engagement(*people: Participant, evidence: list[Evidence] | None = None) -> Engagement:
    return Engagement(
        id="1", kind="meeting", status="held", participants=list(people), date=None, city=None, country=None, topics=[], documents=[],
        according_to=[], confidence=0.0, evidence=evidence or [],
    )  # fmt: skip


def test_slots_of_one_kind_share_a_name() -> None:
    assert slot(Evidence("participants[12].role", 0, 1, "x", "said", "office")) == "participants.role"
    assert slot(Evidence("date", 0, 1, "x", "said", "date")) == "date"


def test_a_party_of_whom_nothing_is_said_is_a_fact() -> None:
    known = Participant("ماتي ليتونن", "FIN", "foreign_minister", "participant")
    blank = Participant(None, None, "other", "participant")
    assert "party without name and side" in engagement_facts(engagement(known, blank))
    assert "party without name and side" not in engagement_facts(engagement(known))


def test_attendees_are_no_sides() -> None:
    one = Participant("ماتي ليتونن", "FIN", "foreign_minister", "participant")
    there = Participant("جوزيف مواكا", "KEN", "ambassador", "attendee")
    assert "sides 1" in engagement_facts(engagement(one, there))


def test_the_sum_is_that_of_the_list() -> None:
    weights = {"date\tbias": 1.0, "date\thow said": -0.5, "city\thow said": 9.0}
    assert probability(weights, "date", ["how said", "rule never seen"]) == round(1 / (1 + math.exp(-0.5)), 2)


@given(st.dictionaries(st.sampled_from(["x\tbias", "x\ta", "x\tb"]), st.floats(-1e6, 1e6)), st.lists(st.sampled_from("ab")))
def test_any_weights_give_a_probability(weights: dict[str, float], facts: list[str]) -> None:
    assert 0.0 <= probability(weights, "x", facts) <= 1.0


def test_rating_changes_nothing_but_confidence() -> None:
    proof = Evidence("date", 0, 1, "x", "said", "date", "because")
    before = engagement(Participant("ماتي ليتونن", "FIN", "foreign_minister", "participant"), evidence=[proof])
    after = rated(before, {"engagement\tbias": 2.0, "date\tbias": -2.0})
    assert (after.confidence, after.evidence[0].confidence) == (0.88, 0.12)
    assert (after.participants, after.evidence[0].words, after.evidence[0].reason) == (before.participants, "x", "because")


def test_a_report_read_has_them_everywhere() -> None:
    record = pipeline.load().read(Source(id="1", text=TEXT, published="2019-05-02"))
    assert record.engagements and record.statements
    for read in record.engagements:
        assert 0 < read.confidence < 1
        assert all(e.confidence is not None and 0 < e.confidence < 1 for e in read.evidence)
    assert all(0 < s.confidence < 1 and statement_facts(s) for s in record.statements)
