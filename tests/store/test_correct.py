"""Corrections: laid over what was read, undone, disputed, orphaned, and never lost by reading again."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest

from mahdar.check import score
from mahdar.store import Store, StoreError, UnknownError
from mahdar.store.shapes import Seen
from tests.store.made import FIRST, SECOND, Reader, read, source


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(read(source(FIRST, key="one"), source(SECOND, key="two", published=None)))
    return store


@pytest.fixture(scope="module")
def untouched(shared: Store) -> Store:
    """One store for all tests whose decisions are refused."""
    shared.add(read(source(FIRST, key="one")))
    return shared


def meeting(store: Store) -> Seen:
    return next(one for _, one in store.listed() if getattr(one.claim, "kind", "") == "meeting")


def date(seen: Seen) -> str | None:
    found: str | None = seen.claim.date  # type: ignore[union-attr]
    return found


def test_a_changed_value_is_shown_and_what_was_read_stays(filled: Store) -> None:
    ref = meeting(filled).ref
    made = filled.change(ref, "date", "2015-08-11", who="amal", why="the ministry's page")
    seen = filled.claim(ref)
    assert (seen.state, date(seen)) == ("corrected", "2015-08-11")
    assert seen.as_read is not None
    assert seen.as_read.date == "2015-08-17"  # type: ignore[union-attr]
    assert not [e for e in seen.claim.evidence if e.field == "date"]
    assert (seen.marks[0].decision.who, seen.marks[0].decision.why, seen.marks[0].standing) == ("amal", "the ministry's page", "applied")
    assert filled.record("one").engagements[0].date == "2015-08-17"
    assert [d.id for d in filled.history(report="one")] == [made.id]
    assert filled.verify() == []


def test_undoing_and_undoing_that(filled: Store) -> None:
    ref = meeting(filled).ref
    change = filled.change(ref, "date", "2015-08-11", who="amal")
    undo = filled.undo(change.id, who="bilal", why="wrong month")
    assert filled.claim(ref).state == "read"
    assert filled.undone() == {change.id}
    with pytest.raises(StoreError, match="undone already"):
        filled.undo(change.id, who="amal")
    filled.undo(undo.id, who="amal")
    assert date(filled.claim(ref)) == "2015-08-11"
    assert filled.undone() == set()
    assert len(filled.history()) == 3


def test_the_latest_of_one_person_counts(filled: Store) -> None:
    ref = meeting(filled).ref
    filled.change(ref, "date", "2015-08-11", who="amal")
    filled.change(ref, "date", "2015-08-12", who="amal")
    seen = filled.claim(ref)
    assert date(seen) == "2015-08-12"
    assert [m.standing for m in seen.marks] == ["superseded", "applied"]
    assert filled.conflicts() == []


def test_two_people_who_disagree_are_shown_and_neither_is_followed(filled: Store) -> None:
    ref = meeting(filled).ref
    filled.change(ref, "date", "2015-08-11", who="amal")
    second = filled.change(ref, "date", "2015-08-12", who="bilal")
    [seen] = filled.conflicts()
    assert date(seen) == "2015-08-17"
    assert [(c.field, [d.who for d in c.decisions]) for c in seen.conflicts] == [("date", ["amal", "bilal"])]
    # one of the two gives in
    filled.change(ref, "date", "2015-08-11", who="bilal")
    assert filled.conflicts() == []
    assert date(filled.claim(ref)) == "2015-08-11"
    assert second.id not in filled.undone()


def test_a_dispute_is_settled_knowingly(filled: Store) -> None:
    ref = meeting(filled).ref
    filled.change(ref, "date", "2015-08-11", who="amal")
    filled.change(ref, "date", "2015-08-12", who="bilal")
    third = filled.change(ref, "date", "2015-08-13", who="chief", settles=True)
    assert (filled.conflicts(), date(filled.claim(ref))) == ([], "2015-08-13")
    filled.undo(third.id, who="chief")
    assert len(filled.conflicts()) == 1


def test_confirming(filled: Store) -> None:
    ref = meeting(filled).ref
    filled.confirm(ref, who="amal")
    assert filled.claim(ref).state == "confirmed"
    # whoever says otherwise now disagrees with amal
    filled.change(ref, "city", "Tehran", who="bilal")
    [seen] = filled.conflicts()
    assert seen.conflicts[0].field == "city"
    assert seen.claim.city == "Moscow"  # type: ignore[union-attr]


def test_confirming_a_correction_agrees_with_it(filled: Store) -> None:
    ref = meeting(filled).ref
    filled.change(ref, "city", "Tehran", who="bilal")
    filled.confirm(ref, who="amal")
    filled.confirm(ref, "city", who="chief")
    assert filled.conflicts() == []
    assert filled.claim(ref).state == "corrected"


def test_retracting(filled: Store) -> None:
    ref = meeting(filled).ref
    gone = filled.retract(ref, who="amal", why="a misreading")
    assert filled.claim(ref).state == "retracted"
    assert ref not in {one.ref for _, one in filled.listed()}
    filled.undo(gone.id, who="amal")
    assert ref in {one.ref for _, one in filled.listed()}
    filled.retract(ref, who="amal")
    filled.change(ref, "date", "2015-08-11", who="bilal")
    [seen] = filled.conflicts()
    assert (seen.conflicts[0].field, seen.state, date(seen)) == ("", "read", "2015-08-17")


def test_adding_a_claim(filled: Store) -> None:
    value = {
        "kind": "meeting",
        "participants": [{"affiliation": "RUS"}, {"affiliation": "LBN", "name": "جبران باسيل"}],
        "date": "2016-03-02",
    }
    made = filled.add_claim("two", "engagement", value, who="amal", why="told in the last line")
    seen = filled.claim(made.claim)
    assert (seen.state, seen.as_read, seen.claim.status) == ("added", None, "held")  # type: ignore[union-attr]
    filled.change(seen.ref, "participants[0].role", "ambassador", who="amal")
    assert filled.claim(seen.ref).claim.participants[0].role == "ambassador"  # type: ignore[union-attr]
    said = {"speaker": {"affiliation": "LBN"}, "act": "warn", "content": "كلام"}
    assert filled.claim(filled.add_claim("two", "statement", said, who="amal").claim).type == "statement"
    filled.retract(seen.ref, who="bilal")
    [disputed] = filled.conflicts()
    assert (disputed.ref, disputed.state) == (seen.ref, "added")
    with pytest.raises(StoreError, match="bilal decided"):
        filled.undo(made.id, who="amal")
    assert filled.verify() == []


def test_corrections_live_through_another_reading(filled: Store) -> None:
    ref = meeting(filled).ref
    filled.change(ref, "participants[1].name", "جواد ظريف", who="amal")
    filled.change(ref, "date", "2015-08-11", who="amal")
    # the newer program finds one participant more, in front, and another day
    newer = Reader("2", first="CHN", dates={"2015-08-17": "2015-08-18"})
    changes = filled.reread(newer.read, who="chief")
    assert (changes.orphans, changes.same) == ([], 0)
    filled.adopt(changes.run, who="chief")
    seen = filled.claim(ref)
    assert [p.name for p in seen.claim.participants] == [None, "سيرغي لافروف", "جواد ظريف"]  # type: ignore[union-attr]
    assert date(seen) == "2015-08-11"
    assert [m.note for m in seen.marks] == ["", "made over another value than is read now"]
    assert filled.verify() == []


def test_orphans_are_listed_with_what_they_may_have_been_about(filled: Store) -> None:
    seen = meeting(filled)
    filled.change(seen.ref, "date", "2015-08-11", who="amal")
    changes = filled.reread(Reader("2", without=("meeting",)).read, who="chief")
    assert [o.decision.who for o in changes.orphans] == ["amal"]
    assert filled.orphans() == []
    filled.adopt(changes.run, who="chief")
    [orphan] = filled.orphans()
    assert (orphan.decision.claim, orphan.reason) == (seen.key, "the claim is no longer read")
    with pytest.raises(UnknownError, match="no longer read"):
        filled.claim(seen.ref)
    # reading it again brings it back
    back = filled.reread(Reader("3").read, who="chief")
    assert [d.who for d in back.found] == ["amal"]
    filled.adopt(back.run, who="chief")
    assert (filled.orphans(), date(filled.claim(seen.ref))) == ([], "2015-08-11")


def test_an_orphan_of_another_version_names_its_heir(store: Store) -> None:
    url = "https://paper.example/1"
    store.add(read(source(FIRST, url=url)))
    seen = meeting(store)
    store.change(seen.ref, "date", "2015-08-11", who="amal")
    store.add(read(source("\n" + FIRST, url=url)))
    [orphan] = store.orphans()
    assert orphan.perhaps == [meeting(store).key]


def test_a_correction_is_written_out_as_a_case(filled: Store) -> None:
    ref = meeting(filled).ref
    with pytest.raises(StoreError, match="not corrected"):
        filled.case("one")
    filled.change(ref, "date", "2015-08-11", who="amal")
    case = filled.case("one")
    answer = json.loads(case.answer)
    report = json.loads(case.report)
    assert (report["text"], report["id"]) == (FIRST, answer["id"])
    # the case fails for the program that was corrected, and passes for one that reads what the person said
    for dates, right in (({}, False), ({"2015-08-17": "2015-08-11"}, True)):
        record = msgspec.to_builtins(Reader(dates=dates).read(source(FIRST)))
        figures = score.score({answer["id"]: answer}, {answer["id"]: record}).figures()
        assert (figures["date"].accuracy == 1.0) is right
    filled.change(ref, "date", "2015-08-12", who="bilal")
    with pytest.raises(StoreError, match="disagree"):
        filled.case("one")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("dates", "2015", "no such field"),
        ("participants[7].name", "x", "no such field"),
        ("participants[0", "x", "is not a field"),
        ("", "x", "is not a field"),
        ("id", "x", "can't be corrected"),
        ("evidence", [], "can't be corrected"),
        ("topics", "war", "doesn't fit"),
        ("date", 7, "doesn't fit"),
        ("participants[0]", {"name": 1}, "doesn't fit"),
    ],
)
def test_what_does_not_fit_is_refused(untouched: Store, field: str, value: object, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        untouched.change(meeting(untouched).ref, field, value, who="amal")
    assert untouched.history() == []


def test_other_wrong_decisions(filled: Store) -> None:
    ref = meeting(filled).ref
    attempts: list[tuple[Callable[[], object], str]] = [
        (lambda: filled.confirm(ref, who="  "), "name of the person"),
        (lambda: filled.undo("ffffffff", who="amal"), "no decision"),
        (lambda: filled.undo("%", who="amal"), "no decision"),
        (lambda: filled.add_claim("one", "rumour", {}, who="amal"), "no type"),
        (lambda: filled.add_claim("one", "engagement", {"kind": "meeting"}, who="amal"), "participants"),
        (lambda: filled.add_claim("one", "statement", {"act": "warn"}, who="amal"), "doesn't fit"),
        (lambda: filled.add_claim("none", "statement", {}, who="amal"), "no report"),
    ]
    for attempt, said in attempts:
        with pytest.raises(StoreError, match=said):
            attempt()
    assert filled.history() == []
