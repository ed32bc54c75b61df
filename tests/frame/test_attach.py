"""Whose topic it is: the rules' answer without weights, and with them what the facts of place say."""

from __future__ import annotations

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from mahdar import packs, pipeline
from mahdar.frame.attach import LEAST, LEVEL, OF, SURROUNDINGS, Weighed
from mahdar.frame.engagements import Engagements
from mahdar.model import INFERRED, SAID, Source
from mahdar.recognise.analysis import Mention

READER = pipeline.load()
REPORT = """محادثات فنلندية كينية
هلسنكي في 3 مايو 2021: التقى وزير الخارجية الفنلندي ماتي ليتونن نظيره الكيني جوزيف مواكا في هلسنكي، وبحثا العلاقات الثنائية.
وزادت الحرب في سوريا من أعباء المنطقة كلها، وتأثر بها سوق الغاز والنفط.
"""
ARABIC = re.compile("[\u0600-\u06ff]")


TWO = """استقبل الرئيس الكيني داود أوتينو في نيروبي أمس وزير الخارجية الفنلندي ماتي ليتونن، وبحثا العلاقات الثنائية.
وفي أنقرة التقى وزير الدفاع التركي كمال يلدز نظيره الباكستاني طارق مرزا، وبحثا مكافحة الإرهاب.
"""


def work(weights: dict[str, float], text: str = REPORT) -> Engagements:
    analysis = READER.analyse(Source(id="x", text=text, published="2021-05-03"))
    analysis.pack = msgspec.structs.replace(READER.pack, data=msgspec.structs.replace(READER.pack.data, attach=weights))
    done = Engagements(analysis, [])
    done.engagements()
    return done


def candidates(weights: dict[str, float]) -> dict[str, Weighed]:
    done = work(weights)
    (contact,) = done.written
    return {w.mention.value: w for w in done.weighed[id(contact)]}


def test_without_weights_the_rules_decide() -> None:
    found = candidates({})
    assert {v for v, w in found.items() if w.taken} == {v for v, w in found.items() if w.ruled} == {"bilateral_relations"}
    assert {"situation:SYR", "energy"} <= found.keys()


def test_facts_are_of_place_and_hold_no_word_of_the_report() -> None:
    found = candidates({})
    assert {"given by the rules to a meeting", "in a sentence that tells of it", "60 to 119 letters from the cue", "one contact"} <= set(
        found["bilateral_relations"].facts
    )
    assert {"not given by the rules to a meeting", "one sentence off", "behind the cue"} <= set(found["situation:SYR"].facts)
    facts = {f for w in found.values() for f in w.facts}
    assert not any(ARABIC.search(f) or value in f for f in facts for value in found)


def test_a_contact_told_nearer_to_a_topic_is_told_of() -> None:
    done = work({}, TWO)
    first, second = ({w.mention.value: set(w.facts) for w in done.weighed[id(c)]} for c in done.written)
    assert {"told nearest to it", "told first"} <= first["bilateral_relations"]
    assert {"another told nearer to it", "a contact of others told nearer to it", "told first"} <= first["counter_terrorism"]
    assert {"told nearest to it", "told later"} <= second["counter_terrorism"]


def test_a_document_whose_words_name_an_unlikely_topic_is_none_of_the_contact() -> None:
    text = "استقبل الرئيس الكيني داود أوتينو في نيروبي أمس وزير الخارجية الفنلندي ماتي ليتونن بعد انسحاب واشنطن من الاتفاق النووي مع إيران."
    for bias, documents in ((3.0, ["JCPOA"]), (-3.0, [])):
        done = work({f"{OF}\tbias": bias}, text)
        (contact,) = done.written
        assert [d.value for d in done.cited[id(contact)]] == documents


def test_a_topic_is_taken_and_left_by_weight_and_its_evidence_says_why() -> None:
    weights = {f"{OF}\tbias": -2.0, f"{OF}\tone sentence off": 3.0, f"{OF}\tin the headline": -9.0}
    analysis_done = work(weights)
    (engagement,) = [analysis_done.write(c) for c in analysis_done.written]
    assert sorted(engagement.topics) == ["energy", "situation:SYR"]
    proofs = [e for e in engagement.evidence if e.field.startswith("topics")]
    assert {(e.how, e.rule) for e in proofs} == {(INFERRED, SURROUNDINGS)}
    assert all(e.reason.startswith("0.73: one sentence off, ") for e in proofs)


def test_what_the_rules_give_keeps_their_rule() -> None:
    done = work({})
    (engagement,) = [done.write(c) for c in done.written]
    (proof,) = [e for e in engagement.evidence if e.field.startswith("topics")]
    assert proof.how == SAID
    assert proof.rule != SURROUNDINGS


@given(st.floats(0, 1))
def test_taken_from_the_level_on(sure: float) -> None:
    mention = Mention(0, 1, "water", "phrase")
    assert Weighed(mention, False, (), sure).taken == (sure >= LEVEL)
    assert Weighed(mention, True, (), sure).taken == (sure >= LEAST)


def test_every_weight_of_the_pack_is_of_a_fact_that_the_engine_can_give() -> None:
    source = (packs.HOME / "frame" / "attach.py").read_text(encoding="utf-8")
    stems = {re.sub(r"\d+", "#", part) for fact in READER.pack.data.attach for part in fact.partition("\t")[2].split(", ")}
    heads = ("found by ", "given by the rules to ", "not given by the rules to ", "of ")
    plain = {s for s in stems if not s.startswith(heads)}
    kinds = {"meeting", "call", "visit", "negotiation", "conference", "message", "agreement", "bias"}
    numbers = {"# contacts", "# contacts or more", "# to # letters from the cue", "# letters or more from the cue"}
    assert {s for s in plain - kinds - numbers if s not in source} == set()
