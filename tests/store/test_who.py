"""Who is who in a store: links kept with the view, decisions about persons laid over them, both alive after another reading."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from mahdar.resolve.people import Person
from mahdar.store import Filter, Store, StoreError, linking, tables
from mahdar.store.decisions import all_of
from mahdar.store.grouping import Groups, groups
from tests.store.made import LAVROV, SECOND, Reader, read, source

RUSSIAN = "RUS:Sergei Lavrov"
SPELT = "سيرجي لافروف"
OTHER = f"""حديث عن المفاوضات في جنيف
call 2015-09-02 - RUS:{SPELT} / USA:-
said RUS {SPELT}: للحوار مكانه"""


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(
        read(
            source(outlet="Paper"),
            source(SECOND, key="r-2", published="2016-03-02"),
            source(OTHER, key="r-3", outlet="Radio", published="2015-09-03"),
        )
    )
    return store


def one(store: Store, name: str) -> Person:
    (person,) = store.who(name)
    return person


@pytest.mark.parametrize("name", ["لافروف", "Lavrov", "Лавров", SPELT, RUSSIAN])
def test_a_person_is_found_in_any_script(filled: Store, name: str) -> None:
    person = one(filled, name)
    assert person.id == RUSSIAN
    assert {seen.name: (seen.count, seen.outlets) for seen in person.names} == {LAVROV: (2, {"Paper": 2}), SPELT: (2, {"Radio": 2})}
    assert person.reports == 2
    shown = list(filled.shown([said.report for said in person.said]))
    assert {record.id for record in shown} == {said.report for said in person.said}


def test_an_office_without_a_name_leads_to_its_holder(filled: Store) -> None:
    kerry = one(filled, "Kerry")
    assert [(said.mention.name, said.link.how) for said in kerry.said] == [(None, "inferred")]


def test_an_office_lists_who_held_it_latest_first(filled: Store) -> None:
    found = filled.who("وزير الخارجية الأمريكي")
    assert [person.id for person in found[:3]] == ["USA:Marco Rubio", "USA:Antony Blinken", "USA:Mike Pompeo"]
    assert [person.id for person in found if person.said] == ["USA:John Kerry"]


def test_links_follow_what_people_say_of_claims(filled: Store) -> None:
    claim = next(seen.ref for line, seen in filled.listed() if line.label == "r-1")
    change = filled.change(claim, "participants[0].name", "نادر الغريب", who="amal")
    assert [seen.count for seen in one(filled, RUSSIAN).names] == [2, 1]
    assert one(filled, "نادر الغريب").id == "RUS:نادر الغريب"
    filled.undo(change.id, who="amal")
    filled.retract(claim, who="amal")
    assert [seen.count for seen in one(filled, RUSSIAN).names] == [2, 1]
    assert filled.who("نادر الغريب") == []
    assert filled.verify() == []


def test_different_merge_and_rename_live_through_another_reading(filled: Store) -> None:
    filled.different("person", SPELT, RUSSIAN, who="amal", why="his namesake")
    filled.rename("person", RUSSIAN, "S. V. Lavrov", who="amal")
    filled.merge("person", ["CHN:Wang Yi", RUSSIAN], who="amal")

    def now() -> dict[str, tuple[str, int]]:
        return {person.id: (person.name, len(person.said)) for person in filled.who("Lavrov")}

    must = {"CHN:Wang Yi": ("S. V. Lavrov", 4), f"RUS:{SPELT}": (SPELT, 2)}
    assert now() == must
    changes = filled.reread(Reader("2", first="SYR").read, who="amal")
    filled.adopt(changes.run, who="amal")
    assert now() == must
    assert len(filled.decisions_about(filled.who("Wang Yi")[0])) == 3
    assert len(filled.decisions_about(filled.who(f"RUS:{SPELT}")[0])) == 1


def test_what_is_undone_has_no_effect(filled: Store) -> None:
    apart = filled.different("person", SPELT, RUSSIAN, who="amal")
    assert len(filled.who("Lavrov")) == 2
    filled.undo(apart.id, who="amal")
    assert one(filled, "Lavrov").id == RUSSIAN


def test_a_bare_name_of_several_persons_is_refused(filled: Store) -> None:
    filled.different("person", SPELT, RUSSIAN, who="amal")
    text = "لقاء\nmeeting 2015-08-17 Moscow TUN:نادر الفاسي / RUS:-\ncall 2015-08-18 - LBY:نادر الفاسي / RUS:-"
    filled.add(read(source(text, key="r-4")))
    with pytest.raises(StoreError, match="several persons are called"):
        filled.merge("person", ["نادر الفاسي", RUSSIAN], who="amal")
    filled.merge("person", ["TUN:نادر الفاسي", "LBY:نادر الفاسي"], who="amal")
    assert len(one(filled, "نادر الفاسي").said) == 2


@pytest.mark.parametrize(
    ("action", "match"),
    [
        (lambda s: s.different("event", "a", "b"), "only persons"),
        (lambda s: s.different("person", "a", "a"), "two persons"),
        (lambda s: s.rename("person", "a", " "), "the new name is empty"),
        (lambda s: s.rename("person", " ", "b"), "takes one person"),
    ],
)
def test_decisions_that_make_no_sense(store: Store, action: object, match: str) -> None:
    assert callable(action)
    with pytest.raises(StoreError, match=match):
        action(store)


def laid(store: Store) -> Groups:
    with store.base.reading() as connection:
        return groups(all_of(connection))


def labels(store: Store, name: str) -> set[str]:
    """The reports in which lists and searches find a name, in engagements or statements."""
    listed = {line.label for kind in ("engagement", "statement") for line, _ in store.listed(Filter(type=kind, who=[name]))}
    searched = {hit.report.label for hit in store.search(f'who:"{name}"').hits}
    assert listed == searched
    return listed


@pytest.mark.parametrize("name", ["لافروف", "Lavrov", "Лавров", "سرگئی لاوروف", SPELT, LAVROV, RUSSIAN, "وزير الخارجية الروسي"])
def test_lists_and_searches_find_a_person_in_any_script(filled: Store, name: str) -> None:
    assert labels(filled, name) == {"r-1", "r-3"}
    assert filled.count(Filter(who=[name])) == 2


def test_lists_and_searches_find_offices_without_a_name(filled: Store) -> None:
    assert labels(filled, "Kerry") == {"r-3"}
    assert labels(filled, "وزير الخارجية الأمريكي") == {"r-3"}
    assert labels(filled, "وزير الخارجية الياباني") == set()


def test_lists_and_searches_follow_decisions_at_once(filled: Store) -> None:
    filled.different("person", SPELT, RUSSIAN, who="amal", why="his namesake")
    assert labels(filled, RUSSIAN) == {"r-1"}
    assert labels(filled, f"RUS:{SPELT}") == {"r-3"}
    # both are called so
    assert labels(filled, "Lavrov") == {"r-1", "r-3"}
    filled.merge("person", ["CHN:Wang Yi", RUSSIAN], who="amal")
    assert labels(filled, "CHN:Wang Yi") == {"r-1", "r-2"}
    filled.rename("person", RUSSIAN, "The Minister", who="amal")
    assert labels(filled, "The Minister") == {"r-1", "r-2"}
    assert filled.verify() == []


def test_persons_in_no_list_are_found_by_their_sounds_and_apart_from_namesakes(filled: Store) -> None:
    text = "لقاء\nmeeting 2015-08-17 Moscow TUN:نادر الفاسي / RUS:-\ncall 2015-08-18 - LBY:نادر الورفلي / RUS:-"
    filled.add(read(source(text, key="r-4")))
    assert labels(filled, "Nader al-Fassi") == labels(filled, "TUN:نادر الفاسي") == {"r-4"}
    assert filled.count(Filter(who=["Nader al-Fassi"])) == filled.count(Filter(who=["الفاسي"])) == 1
    assert filled.count(Filter(who=["نادر"])) == 2
    assert filled.count(Filter(who=["LBY:نادر الفاسي"])) == 0
    claim = next(seen.ref for line, seen in filled.listed(Filter(who=["الفاسي"])))
    filled.change(claim, "participants[0].name", "سامي الغريب", who="amal")
    assert labels(filled, "Nader al-Fassi") == set()
    assert labels(filled, "الغريب") == {"r-4"}


def test_people_who_disagree(store: Store) -> None:
    store.different("person", "A", "B", who="amal")
    store.merge("person", ["A", "B"], who="bilal")
    found = laid(store)
    assert (found.members, found.apart, len(found.conflicts)) == ({}, [("A", "B")], 1)
    store.merge("person", ["A", "B"], who="amal")
    assert laid(store).members == {"A": ["A", "B"]}
    store.rename("person", "A", "one", who="amal")
    store.rename("person", "A", "two", who="bilal")
    assert laid(store).names == {}
    store.rename("person", "A", "three", who="bilal", settles=True)
    assert laid(store).names == {"A": "three"}


def test_a_store_of_an_older_program_is_linked_when_it_is_asked(filled: Store) -> None:
    with filled.base.writing() as connection:
        connection.execute(sa.delete(tables.links))
        connection.execute(sa.delete(tables.meta).where(tables.meta.c.name == linking.DONE))
        connection.execute(sa.delete(tables.name_keys))
        connection.execute(sa.delete(tables.seen_terms))
        connection.execute(sa.delete(tables.terms))
    assert labels(filled, "Lavrov") == {"r-1", "r-3"}
    assert len(one(filled, "Lavrov").said) == 4


def test_names_with_older_keys_get_those_of_now(filled: Store) -> None:
    with filled.base.writing() as connection:
        connection.execute(sa.update(tables.meta).where(tables.meta.c.name == linking.DONE).values(value="1"))
        connection.execute(sa.delete(tables.name_keys))
    filled.base.readonly = True
    with pytest.raises(StoreError, match="older keys of names"):
        labels(filled, "Lavrov")
    filled.base.readonly = False
    assert labels(filled, "Lavrov") == {"r-1", "r-3"}
    with filled.base.reading() as connection:
        assert linking.keyed(connection)


def test_a_backup_brings_everybody_back(filled: Store, tmp_path: Path) -> None:
    filled.rename("person", RUSSIAN, "S. V. Lavrov", who="amal")
    filled.backup(tmp_path / "all.gz")
    Store.restore(tmp_path / "all.gz", tmp_path / "again.db")
    with Store.open(tmp_path / "again.db") as again:
        person = one(again, "Lavrov")
    assert (person.name, len(person.said)) == ("S. V. Lavrov", 4)
