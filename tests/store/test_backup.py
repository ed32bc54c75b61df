"""Backups: whole, the same on both databases, moved from one to the other; broken ones are refused before anything is made."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mahdar.store import Store, StoreError, migrate
from tests.store.made import FIRST, SECOND, Reader, read, source


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(read(source(FIRST, key="one"), source(SECOND, key="two")))
    claim = next(one for _, one in store.listed() if getattr(one.claim, "kind", "") == "meeting")
    store.change(claim.ref, "date", "2015-08-11", who="amal")
    store.merge("person", ["a", "b"], who="amal")
    store.adopt(store.reread(Reader("2", without=("visit",)).read, who="chief").run, who="chief")
    return store


def everything(store: Store) -> object:
    listed = [(line, seen) for line, seen in store.listed()]
    records = [store.record(name, run=run) for name in ("one", "two") for run in (1, 2)]
    return listed, records, store.history(), store.groups("person"), store.totals()


def test_a_backup_brings_everything_back(filled: Store, address: str, tmp_path: Path) -> None:
    before = everything(filled)
    rows = filled.backup(tmp_path / "b.gz")
    assert rows["decisions"] == 2
    with pytest.raises(StoreError, match="there is a store here already"):
        Store.restore(tmp_path / "b.gz", address)
    Store.restore(tmp_path / "b.gz", tmp_path / "restored.db")
    with Store.open(tmp_path / "restored.db") as restored:
        found = everything(restored)
        assert found[:4] == before[:4]  # type: ignore[index]
        assert restored.verify() == []
        assert restored.search("لافروف").total == 1
        # and on from there
        restored.add(read(source("third\n" + FIRST, key="three")))
        assert restored.verify() == []


def test_a_store_moves_onto_a_server_and_back(address: str, tmp_path: Path) -> None:
    with Store.open(tmp_path / "first.db") as first:
        first.add(read(source(FIRST, key="one"), source(SECOND, key="two")))
        first.backup(tmp_path / "1.gz")
    Store.restore(tmp_path / "1.gz", address)
    with Store.open(address) as second:
        second.change(next(second.listed())[1].ref, "city", "Geneva", who="amal")
        assert second.search("وزراء").total == 2
        second.backup(tmp_path / "2.gz")
        expected = list(second.listed())
    Store.restore(tmp_path / "2.gz", tmp_path / "third.db")
    with Store.open(tmp_path / "third.db") as third:
        assert list(third.listed()) == expected


def test_the_same_store_gives_the_same_file(filled: Store, tmp_path: Path) -> None:
    filled.backup(tmp_path / "a.gz")
    filled.backup(tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_broken_backups_are_refused_and_nothing_is_made(tmp_path: Path) -> None:
    whole = tmp_path / "whole.gz"
    with Store.open(tmp_path / "s.db") as store:
        store.add(read(source(FIRST)))
        store.backup(whole)
    lines = gzip.decompress(whole.read_bytes()).splitlines(keepends=True)
    broken = {
        "cut short": whole.read_bytes()[:-20],
        "is cut short": gzip.compress(b"".join(lines[:-1])),
        "changed or damaged": gzip.compress(b"".join(lines).replace(b'"add"', b'"abd"')),
        "damaged since": gzip.compress(b"".join([*lines[:5], *lines[6:]])),
        "no backup of a store": gzip.compress(b'{"a":1}\n{"b":2}\n'),
        "no backup": b"not gzip",
        "empty": gzip.compress(b""),
        "newer program": gzip.compress(b"".join(lines).replace(f'"schema":"{migrate.HEAD}"'.encode(), b'"schema":"0099"')),
    }
    for said, data in broken.items():
        (tmp_path / "x.gz").write_bytes(data)
        with pytest.raises(StoreError, match=said if said != "newer program" else "newer program|changed or damaged"):
            Store.restore(tmp_path / "x.gz", tmp_path / "new.db")
        assert not (tmp_path / "new.db").exists(), said
    with pytest.raises(StoreError, match="can't be read"):
        Store.restore(tmp_path / "none.gz", tmp_path / "new.db")


def test_a_backup_that_cannot_be_written(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        filled.backup(tmp_path)
    with pytest.raises(StoreError, match="can't be written"):
        filled.backup(tmp_path / "no" / "b.gz")
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]
