"""Keeping: nothing twice, versions of a report, everything given back as it was."""

from __future__ import annotations

import msgspec
import pytest

from mahdar.model import Source
from mahdar.store import Store, StoreError, UnknownError
from mahdar.store.keeping import identity
from tests.store.made import FIRST, SECOND, Reader, read, source


def test_what_was_added_comes_back_as_it_was(store: Store) -> None:
    pairs = read(source(FIRST, key="a"), source(SECOND, key="b", outlet="Paper", url="https://paper.example/b"))
    assert store.add(pairs).new == 2
    for given, record in pairs:
        assert store.record(given.id) == record
        kept = store.report(given.id)
        assert kept.versions[0].source == given
        assert [one.claim for one in kept.seen] == [*record.engagements, *record.statements]
        assert {one.state for one in kept.seen} == {"read"}
    assert store.verify() == []


def test_adding_again_keeps_nothing_twice(store: Store) -> None:
    pairs = read(source(FIRST, key="a"), source(SECOND, key="b"))
    store.add(pairs)
    before = store.totals()
    again = store.add([*pairs, *read(source(FIRST, key="other name"))])
    assert (again.new, again.versions, again.already) == (0, 0, 3)
    assert store.totals() == before


def test_the_same_report_twice_in_one_batch_is_one(store: Store) -> None:
    pairs = read(source(FIRST, key="a"), source(FIRST, key="a2"))
    added = store.add(pairs)
    assert (added.new, added.already) == (1, 1)


def test_another_text_at_the_same_address_is_a_version(store: Store) -> None:
    url = "https://paper.example/story?id=1"
    store.add(read(source(FIRST, key="a", url=url)))
    added = store.add(read(source(SECOND, key="a", url=url + "#top")))
    assert (added.new, added.versions) == (0, 1)
    kept = store.report(url)
    assert [v.number for v in kept.versions] == [1, 2]
    assert kept.record.report.text == SECOND
    assert len(list(store.listed())) == 2
    # the text of before again is no third version
    assert store.add(read(source(FIRST, key="a", url=url))).already == 1
    assert store.report(url).record.report.text == SECOND


def test_one_text_in_two_outlets_is_two_reports(store: Store) -> None:
    added = store.add(read(source(FIRST, key="a", outlet="One"), source(FIRST, key="b", outlet="Two")))
    assert added.new == 2
    claim = next(store.listed())[1]
    with pytest.raises(UnknownError, match="several claims"):
        store.claim(claim.key)
    assert store.claim(claim.ref).key == claim.key


def test_a_home_page_is_no_address_of_a_report() -> None:
    home = [source(text, url="https://paper.example/") for text in (FIRST, SECOND)]
    assert len({identity(one) for one in home}) == 2


@pytest.mark.parametrize("text", ["a\0b", "half a pair \ud83d", "x" * 100_000, "\n\n", "سلام \u200f\u202e"])
def test_strange_texts_are_kept(store: Store, text: str) -> None:
    strange = source(text, key="na\0me \udc00", outlet="Out\0let \udc00")
    store.add(read(strange))
    key = identity(strange)
    assert store.record(key).report.text == text
    assert store.verify() == []
    store.search("state:RUS")


def test_a_record_with_one_id_twice_is_kept_whole(store: Store) -> None:
    given = source(SECOND)
    record = Reader().read(given)
    twin = msgspec.structs.replace(record, engagements=[record.engagements[0], record.engagements[0]])
    store.add([(given, twin)])
    seen = store.report("r-1").seen
    assert [one.key for one in seen][:2] == [record.engagements[0].id, f"{record.engagements[0].id}-2"]
    assert store.record("r-1") == twin


def test_reports_are_found_by_key_name_and_address(store: Store) -> None:
    given = source(FIRST, key="name", url="https://paper.example/1")
    store.add(read(given))
    key = identity(given)
    assert {store.report(way).key for way in (key, key[:6], "name", "https://paper.example/1", " name ")} == {key}
    for wrong in ("", "nothing", "'; DROP TABLE claims", "https://other.example/1", "ffff", "%", "_"):
        with pytest.raises(UnknownError, match="no report"):
            store.report(wrong)
        with pytest.raises(UnknownError):
            store.claim(wrong)


def test_a_name_that_stands_for_several_reports_is_asked_about(store: Store) -> None:
    store.add(read(source(FIRST, key="stdin"), source(SECOND, key="stdin")))
    with pytest.raises(UnknownError, match="several reports"):
        store.report("stdin")


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    def broken() -> object:
        yield from read(source(FIRST))
        raise RuntimeError("reader died")

    with pytest.raises(RuntimeError):
        store.add(broken())  # type: ignore[arg-type]
    assert store.totals()["reports"] == 0
    assert store.add(read(source(FIRST))).new == 1


def test_an_empty_adding_makes_no_run(store: Store) -> None:
    assert store.add([]).new == 0
    assert store.totals()["runs"] == 0


def test_a_store_opened_for_reading_takes_nothing(address: str) -> None:
    with Store.open(address) as store:
        store.add(read(source(FIRST)))
    with Store.open(address, readonly=True) as store:
        assert store.report("r-1").key
        with pytest.raises(StoreError, match="reading only"):
            store.add(read(source(SECOND)))


def test_has_tells_what_is_kept(store: Store) -> None:
    given = source(FIRST)
    assert not store.has(given)
    store.add(read(given))
    assert store.has(given)
    assert store.has(msgspec.structs.replace(given, id="other"))
    assert not store.has(msgspec.structs.replace(given, published="2020-01-01"))
    assert not store.has(Source(id="r-1", text=SECOND))
