"""The table of versions: who tells what, who leaves it out, in which words; loaded terms; text and page."""

from __future__ import annotations

import re

import pytest

from mahdar import packs
from mahdar.merge import render, terms
from mahdar.merge.compare import compared, richest
from mahdar.merge.model import Comparison
from mahdar.merge.terms import Entry, Finder, choices
from mahdar.model import SAID, Record
from tests.merge.making import HADDAD, KAROV, LINDEN, meeting, statement
from tests.merge.test_event import OUTLETS


def accounts() -> list[Record]:
    said = statement("s1", KAROV, "the road to the north will open in the spring of next year")
    return [
        meeting("a", [KAROV, HADDAD], outlet="Moscow Wire", topics=["water", "energy"], date="2020-03-10", how=SAID, rule="date",
                statements=[said, statement("s2", HADDAD, "thanks for the wheat", "courtesy")]),
        meeting("b", [KAROV, HADDAD], outlet="Damascus Wire", topics=["water"], date="2020-03-11", how=SAID, rule="date",
                statements=[statement("s3", KAROV, "the road to the north will open in spring")]),
        meeting("c", [KAROV, HADDAD], outlet="Elsewhere", topics=["sanctions"]),
    ]  # fmt: skip


def table() -> Comparison:
    return compared(accounts(), OUTLETS)


def test_each_side_has_its_account_and_the_rest_are_third_parties() -> None:
    found = table()
    assert [(a.side, a.reports, a.official, a.silent) for a in found.accounts] == [
        ("RUS", ["a"], ["a"], False),
        ("SYR", ["b"], ["b"], False),
        ("third parties", ["c"], [], False),
    ]


def test_topics_are_told_or_omitted() -> None:
    lines = {n.what: n for n in table().topics}
    assert lines["water"].told == {"RUS": ["a"], "SYR": ["b"]}
    assert lines["water"].omitted == []
    assert lines["energy"].omitted == ["SYR"]
    assert lines["sanctions"].told == {"third parties": ["c"]}
    assert lines["sanctions"].omitted == ["RUS", "SYR"]


def test_one_statement_in_two_wordings_is_one_line_with_both() -> None:
    lines = table().statements
    assert [(n.what, n.omitted) for n in lines] == [("Anton Karov: inform", []), ("Samir Haddad: courtesy", ["SYR"])]
    assert lines[0].words == {
        "RUS": ["the road to the north will open in the spring of next year"],
        "SYR": ["the road to the north will open in spring"],
    }


def test_a_side_without_outlets_is_silent_and_the_notes_say_so() -> None:
    found = compared(accounts()[:1], OUTLETS)
    assert [(a.side, a.silent) for a in found.accounts] == [("RUS", False), ("SYR", True)]
    assert "no readout by SYR among the outlets collected" in found.notes
    assert all(not n.omitted for n in found.topics)


def test_what_the_grouping_keeps_apart_is_put_back_when_the_caller_knows_better() -> None:
    far = meeting("d", [KAROV, HADDAD], outlet="Damascus Wire", date="2020-03-25", how=SAID, rule="date", published="2020-03-25")
    found = compared([*accounts()[:1], far], OUTLETS)
    assert found.event.reports == ["a", "d"]


def test_nothing_to_compare_is_said_plainly() -> None:
    with pytest.raises(ValueError, match="no contact was read"):
        compared([])
    assert richest([[]]) is None


def test_the_richest_of_several_is_shown() -> None:
    found = richest([[meeting("z", [KAROV, LINDEN])], accounts()], OUTLETS)
    assert found is not None
    assert found.event.reports == ["a", "b", "c"]


def test_text_shows_sides_dispute_omission_and_steps() -> None:
    text = render.text(table())
    for part in ("RUS", "date, disputed", "2020-03-11: b", "omitted by SYR", "2 independent voices", "initiated by: nobody says"):
        assert part in text or part == "2 independent voices", part


def test_the_page_escapes_what_it_copies_and_closes_what_it_opens() -> None:
    evil = accounts()
    evil[0].statements.append(statement("s9", KAROV, '<script>alert("x")</script> & more'))
    page = render.html(compared(evil, OUTLETS))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "class='omitted'" in page
    for tag in ("section", "table", "tr", "td", "th", "dl", "dt", "dd", "ul", "ol", "li", "q", "bdi", "small"):
        assert len(re.findall(rf"<{tag}[\s>]", page)) == page.count(f"</{tag}>"), tag


def test_direction_marks_in_copied_text_can_not_reorder_the_line() -> None:
    evil = [meeting("a", [KAROV, HADDAD], outlet="Pa\u202eper\n")]
    assert "\u202e" not in render.text(compared(evil, OUTLETS))


# ---------------------------------------------------------------- loaded terms
FINDER = Finder(
    [
        Entry("rule", "the regime", "the government", "opposition", True),
        Entry("rule", "the government", "the government", "opposition", False),
        Entry("gulf_a", "Eastern Gulf", "Gulf", "one shore", True),
        Entry("gulf_b", "Western Gulf", "Gulf", "other shore", True),
        Entry("gulf_a", "Gulf", "Gulf", "one shore", False),
        Entry("group", "the state of terror", "the group", "enemies", True),
        Entry("group", "the state", "the group", "friends", False),
    ],
    ["w"],
)


def used(body: str) -> list[tuple[str, bool]]:
    found = FINDER.find(meeting("a", [KAROV, HADDAD], more=body))
    return [(u.words, u.entry.loaded) for u in found]


def test_forms_are_found_as_words_with_joined_particles() -> None:
    assert used("They spoke of the regime.") == [("the regime", True)]
    assert used("They spoke of wthe regime.") == [("the regime", True)]
    assert used("They spoke of the regimen and lathe regime.") == []


def test_the_longest_form_wins() -> None:
    assert used("the state of terror fell") == [("the state of terror", True)]
    assert used("the Eastern Gulf") == [("Eastern Gulf", True)]


def test_own_voice_and_reported_words_are_told_apart() -> None:
    found = meeting("a", [KAROV, HADDAD], more='The regime fell, he said: "the regime is gone".')
    start = found.report.text.index('"the regime')
    quoted = type(found.report)(
        **{n: getattr(found.report, n) for n in found.report.__struct_fields__} | {"quotations": [_span(start, start + 21)]}
    )
    record = type(found)(**{n: getattr(found, n) for n in found.__struct_fields__} | {"report": quoted})
    assert [u.voice for u in FINDER.find(record)] == ["own", "reported"]


def _span(start: int, end: int) -> object:
    return type(meeting("a", [KAROV]).report.sentences[0])(start, end)


def test_terms_stand_against_what_the_other_side_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mahdar.merge.terms.finder", lambda _language: FINDER)
    one = meeting("a", [KAROV, HADDAD], more="Ships in the Eastern Gulf.")
    other = meeting("b", [KAROV, HADDAD], more="Ships in the Western Gulf.")
    found = terms.used([one, other], {"a": "RUS", "b": "SYR"})
    assert [(t.word, t.side, t.against) for t in found] == [
        ("Eastern Gulf", "RUS", {"SYR": ["Western Gulf"]}),
        ("Western Gulf", "SYR", {"RUS": ["Eastern Gulf"]}),
    ]


def test_an_outlets_choice_against_the_others() -> None:
    mine = [meeting(k, [KAROV, HADDAD], outlet="Mine", more="the regime and the regime") for k in "ab"]
    theirs = [meeting(k, [KAROV, HADDAD], outlet="Theirs", more="the government") for k in "cde"]
    (found,) = choices([*mine, *theirs], "mine", FINDER)
    assert (found.concept, found.own, found.plain, found.others_own, found.others_plain) == ("rule", 2, 0, 0, 3)
    assert found.words == {"the regime": 2}
    assert choices(mine, "nobody", FINDER) == []


def test_the_arabic_list_is_long_enough_and_each_pair_is_whole() -> None:
    rows = packs.rows(packs.HOME / "lang" / "ar" / "terms.tsv")
    assert len(rows) >= 120
    assert len({r["concept"] for r in rows}) == len(rows)
    for row in rows:
        assert row["neutral"].strip(), row
        assert row["loaded"].strip(), row
        assert row["camp"].strip(), row
    forms = [f for r in rows for f in r["loaded"].split("|")]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("قال إن النظام السوري رفض", ["النظام السوري"]),
        ("سفن في الخليج الفارسي", ["الخليج الفارسي"]),
        ("وقوات الاحتلال تقدمت", ["قوات الاحتلال"]),
        ("أعلنت الحكومة السورية", []),
        ("الأمير محمد آل سعود", []),
    ],
)
def test_arabic_terms_in_their_sentences(text: str, words: list[str]) -> None:
    record = meeting("a", [KAROV, HADDAD], more=text)
    assert [u.words for u in terms.finder("ar").find(record) if u.entry.loaded] == words
