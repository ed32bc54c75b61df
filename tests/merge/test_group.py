"""Groups: the same in any order, with copies and by names, with people's judgements, and whole after every fault."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mahdar.merge.event import event_of
from mahdar.merge.group import Grouper, group
from mahdar.merge.model import DEEPER, Judgement, Telling, Verdict
from mahdar.merge.sides import Registry
from mahdar.model import SAID, Record
from tests.merge.making import FILLER, HADDAD, KAROV, LINDEN, NASSER, ORLOV, engagement, meeting, record


def reports(grouper: Grouper) -> list[list[str]]:
    """Which reports tell each contact, in order."""
    return sorted(sorted({t.report for t in g.told if t.position != DEEPER}) for g in grouper.groups())


def taken(records: list[Record], judgements: list[Judgement] | None = None) -> Grouper:
    grouper = Grouper(judgements or [])
    for one in records:
        grouper.add(one)
    return grouper


def world() -> list[Record]:
    """Contacts of few people over few days, many of them nearly alike."""
    chance = random.Random(4)
    people = [KAROV, HADDAD, ORLOV, NASSER, LINDEN, (None, "RUS", "delegation")]
    out = []
    for number in range(60):
        who = chance.sample(people, 2)
        day = f"2020-03-{chance.randrange(8, 16):02}"
        kind = chance.choice(["meeting", "meeting", "call", "negotiation", "conference"])
        place = chance.choice([(None, None), ("Moscow", "RUS"), ("Cairo", "EGY")])
        date = chance.choice([day, day, None])
        out.append(meeting(f"r{number:02}", who, kind=kind, date=date, published=day, city=place[0], country=place[1]))
    return out


def test_any_order_of_arrival_gives_the_same_events() -> None:
    records = world()
    expected = [g.told for g in taken(records).groups()]
    for seed in range(8):
        shuffled = records[:]
        random.Random(seed).shuffle(shuffled)
        assert [g.told for g in taken(shuffled).groups()] == expected


def test_one_at_a_time_gives_what_bulk_gives() -> None:
    records = world()
    grouper = Grouper()
    for number, one in enumerate(records, 1):
        grouper.add(one)
        if number % 15 == 0:
            assert [g.told for g in grouper.groups()] == [g.told for g in group(records[:number])[0]]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 59), max_size=60, unique=True), st.data())
def test_what_was_taken_out_leaves_no_trace(chosen: list[int], data: st.DataObject) -> None:
    records = world()
    kept = [records[n] for n in chosen]
    grouper = taken(kept)
    out = data.draw(st.lists(st.sampled_from(kept), unique_by=lambda r: r.id) if kept else st.just([]))
    for one in out:
        assert grouper.remove(one.id)
    assert [g.told for g in grouper.groups()] == [g.told for g in taken([r for r in kept if r not in out]).groups()]


def test_every_telling_is_in_exactly_one_event() -> None:
    grouper = taken(world())
    held = [t.id for g in grouper.groups() for t in g.tellings]
    assert sorted(held) == sorted(grouper.tellings)
    assert len(held) == len(set(held)) == 60


def test_candidates_come_from_keys_not_from_all() -> None:
    grouper = Grouper()
    for number in range(300):
        who = [(f"First{number} Last{number}x", "RUS", "president"), (f"Other{number} Name{number}y", f"S{number:02}", "president")]
        grouper.add(meeting(f"r{number}", who, title=f"{number} {number * 7}", more=" ".join(str(number * k) for k in range(1, 40))))
    assert grouper.compared < 300


def test_a_report_attached_twice_counts_once() -> None:
    grouper = Grouper()
    one = meeting("a", [KAROV, HADDAD])
    assert grouper.add(one)
    assert not grouper.add(one)
    assert reports(grouper) == [["a"]]


def test_a_changed_report_takes_the_place_of_its_earlier_version() -> None:
    grouper = taken([meeting("a", [KAROV, HADDAD]), meeting("b", [KAROV, HADDAD])])
    grouper.add(meeting("b", [KAROV, LINDEN], title="corrected"))
    assert reports(grouper) == [["a"], ["b"]]


def test_an_event_whose_reports_are_all_withdrawn_is_gone() -> None:
    grouper = taken([meeting("a", [KAROV, HADDAD]), meeting("b", [KAROV, HADDAD])])
    grouper.remove("a")
    grouper.remove("b")
    assert grouper.groups() == []
    assert not grouper.remove("b")
    grouper.add(meeting("a", [KAROV, HADDAD]))
    assert reports(grouper) == [["a"]]


def test_a_chain_of_days_is_not_one_event() -> None:
    """Each neighbour could be the next, the ends can't: vetoes hold a group together within its day."""
    records = [
        meeting(f"r{d}", [KAROV, HADDAD], date=f"2020-03-{d:02}", published=f"2020-03-{d:02}", how=SAID, rule="date") for d in range(1, 13)
    ]
    for found in reports(taken(records)):
        assert len(found) <= 3


def test_people_merge_and_split_again() -> None:
    records = [meeting("a", [KAROV, HADDAD]), meeting("b", [ORLOV, NASSER])]
    merge, split = Judgement("a/e-a", "b/e-b", True, "editor"), Judgement("a/e-a", "b/e-b", False, "editor")
    assert reports(taken(records)) == [["a"], ["b"]]
    assert reports(taken(records, [merge])) == [["a", "b"]]
    assert reports(taken(records, [merge, split])) == [["a"], ["b"]]
    assert reports(taken(records, [split, merge])) == [["a", "b"]]


def test_people_may_speak_of_events_by_their_ids() -> None:
    records = [meeting("a", [KAROV, HADDAD]), meeting("b", [ORLOV, NASSER]), meeting("c", [ORLOV, NASSER])]
    assert reports(taken(records, [Judgement("e-a", "e-b", True)])) == [["a", "b", "c"]]
    assert reports(taken(records, [Judgement("e-b", "e-c", False)])) == [["a"], ["b"], ["c"]]


def test_people_split_what_the_machine_merged_and_it_stays_split() -> None:
    records = [meeting(k, [KAROV, HADDAD]) for k in "abc"]
    split = [Judgement("a/e-a", "c/e-c", False), Judgement("b/e-b", "c/e-c", False)]
    assert reports(taken(records, split)) == [["a", "b"], ["c"]]
    grouper = taken(records, split)
    grouper.add(meeting("d", [KAROV, HADDAD]))
    found = reports(grouper)
    assert ["c"] in found or all("a" not in f for f in found if "c" in f)


def test_a_judgement_about_a_report_that_is_not_there_waits() -> None:
    grouper = taken([meeting("a", [KAROV, HADDAD])], [Judgement("a/e-a", "z/e-z", True)])
    assert reports(grouper) == [["a"]]
    grouper.add(meeting("z", [ORLOV, NASSER]))
    assert reports(grouper) == [["a", "z"]]


def test_a_fault_in_the_middle_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    grouper = taken([meeting("a", [KAROV, HADDAD])])
    before = [g.told for g in grouper.groups()]

    def broken(a: Telling, b: Telling, *, copies: bool = False) -> Verdict:
        raise MemoryError

    monkeypatch.setattr("mahdar.merge.group.decide", broken)
    with pytest.raises(MemoryError):
        grouper.add(meeting("b", [KAROV, HADDAD]))
    monkeypatch.undo()
    assert [g.told for g in grouper.groups()] == before
    assert grouper.add(meeting("b", [KAROV, HADDAD]))
    assert reports(grouper) == [["a", "b"]]


LONG = (
    "The two sides went through the file of the northern crossing, the return of families and the work of the joint commission, which has "
    "not met since the autumn, and asked their experts to bring a list of open points to the next session in the capital."
)


def test_a_copy_stands_under_the_event_of_its_text_though_nothing_was_read_there() -> None:
    source = meeting("a", [KAROV, HADDAD], title="Karov meets Haddad", more=LONG)
    text = source.report.text.split("\n", 1)[1]
    copy = record("b", "Talks in the capital", text)
    found = taken([source, copy]).groups()
    assert [(t.report, t.telling, t.why) for t in found[0].told] == [("a", "a/e-a", ""), ("b", "", "prints the text of a")]


def test_a_lead_that_names_both_sides_tells_the_event_though_nothing_was_read_there() -> None:
    told = [meeting(k, [KAROV, HADDAD], title=f"{k} news", more=f"{k} {FILLER}", outlet=k) for k in "ab"]
    other = record("c", "Karov: talks were useful", "After talks on the matters of the hour Karov and Haddad met the press.\nNo questions.")
    away = record("d", "Karov: talks were useful", "After talks on the matters of the hour Karov and Linden met the press.\nNo questions.")
    late = msgspec.structs.replace(other, id="e", published="2020-05-10")
    (found,) = taken([*told, other, away, late]).groups()
    assert {t.report: t.telling for t in found.told} == {"a": "a/e-a", "b": "b/e-b", "c": ""}


def test_a_report_without_day_or_publication_joins_nothing_by_guess() -> None:
    records = [meeting("a", [KAROV, HADDAD]), meeting("b", [KAROV, HADDAD], date=None, published=None, title="old", more=LONG)]
    assert reports(taken(records)) == [["a"], ["b"]]


def test_legs_of_a_tour_read_from_one_cue_are_told_apart() -> None:
    title, body = "Karov tours the region", "Karov visits Cairo and Damascus this week."
    legs = [
        engagement("e1", f"{title}\n{body}", "visits", [KAROV], kind="visit", country=country, date="2020-03-10", parts=["guest"])
        for country in ("EGY", "SYR")
    ]
    grouper = taken([record("r", title, body, legs)])
    assert sorted(grouper.tellings) == ["r/e1", "r/e1~2"]
    assert len(grouper.groups()) == 2


def test_deeper_in_the_text_is_a_mention() -> None:
    title = "Prices of bread rise"
    body = "\n".join([*(f"{n} {FILLER}" for n in range(12)), "Karov and Haddad met for talks last week."])
    text = f"{title}\n{body}"
    deep = record("b", title, body, [engagement("e1", text, "met for talks", [KAROV, HADDAD], date="2020-03-10")])
    (found,) = taken([meeting("a", [KAROV, HADDAD]), deep]).groups()
    assert {t.report: t.position for t in found.told} == {"a": "lead", "b": DEEPER}


def test_hundreds_who_came_are_one_event() -> None:
    chance = random.Random(2)
    names = ["".join(chance.choice("bdfgklmnprstz") + chance.choice("aiou") for _ in range(4)).title() for _ in range(240)]
    people = [(f"{names[n]} {names[n + 120]}", f"S{n % 60:02}", "minister") for n in range(120)]
    records = [meeting(k, people, kind="conference", city="Geneva", country="CHE", more=f"{k} {k}") for k in "abc"]
    grouper = taken(records)
    (found,) = grouper.groups()
    event = event_of(found, grouper.leads, grouper.pairs, Registry([]))
    assert len(event.people) > 115
    assert event.reports == ["a", "b", "c"]


@pytest.mark.parametrize(("title", "body"), [("", ""), ("only a headline", ""), ("", "only a body"), ("\u200b", "\u200f")])
def test_reports_of_nothing(title: str, body: str) -> None:
    grouper = taken([record("a", title, body, published=None), record("b", title, body)])
    assert grouper.groups() == []
    assert grouper.remove("a")
