"""Faults: broken files, no rights, no space, lost connections. Each ends in a message that says what to do, and nothing is lost."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mahdar.store import Store, StoreError, opening
from tests.store.conftest import owner
from tests.store.made import FIRST, SECOND, read, source


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store in a file, large enough to be cut."""
    where = tmp_path / "s.db"
    with Store.open(where) as store:
        store.add(read(*(source(f"عنوان {n}\n" + FIRST, key=f"r{n}") for n in range(60))))
        store.search("وزير")
    with closing(sqlite3.connect(where)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return where


def cut(path: Path, size: int) -> None:
    with path.open("r+b") as stream:
        stream.truncate(size)


def spoil(path: Path, at: int, data: bytes = b"\xff" * 4096) -> None:
    with path.open("r+b") as stream:
        stream.seek(at)
        stream.write(data)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda p: cut(p, p.stat().st_size // 2), "cut short"),
        (lambda p: cut(p, p.stat().st_size - 1), "cut short"),
        (lambda p: cut(p, 60), "cut short"),
        (lambda p: p.write_bytes(b"PK\x03\x04 a zip file"), "no store of mahdar"),
        (lambda p: p.write_text("سلام"), "no store of mahdar"),
        (lambda p: spoil(p, 8192, b"\xff" * (p.stat().st_size - 8192)), "damaged"),
        (lambda p: spoil(p, 0), "no store of mahdar"),
        (lambda p: (p.unlink(), p.mkdir()), "is a folder"),
    ],
)
def test_a_broken_file_is_told_and_left_as_it_is(path: Path, damage: Callable[[Path], object], said: str) -> None:
    damage(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError, match=said):
        Store.open(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_database_of_another_program(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as plain:
        plain.executescript("CREATE TABLE a (b); INSERT INTO a VALUES (1);")
    with pytest.raises(StoreError, match="no store of mahdar"):
        Store.open(other)


def test_a_damaged_claim_is_found_by_verifying(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("UPDATE claims SET body = x'01ffff' WHERE id = 3")
        plain.execute("UPDATE texts SET body = x'0041' WHERE sha = (SELECT min(sha) FROM texts)")
        plain.commit()
    with Store.open(path) as store:
        found = "\n".join(store.verify())
        assert "claim" in found
        assert "text" in found
        with pytest.raises(StoreError, match="damaged"):
            list(store.listed())


def test_a_view_that_was_changed_by_hand_is_found_and_made_anew(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("UPDATE seen SET state = 'retracted' WHERE id = 3")
        plain.execute("DELETE FROM seen_terms WHERE seen_id = 5")
        plain.commit()
    with Store.open(path) as store:
        assert len(store.verify()) == 2
        store.rebuild()
        assert store.verify() == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "state.json").write_text("{"),
        lambda folder: [f.write_text("{}") for f in folder.rglob("meta.json")],
        lambda folder: [f.write_bytes(b"x") for f in folder.rglob("*.idx")],
        lambda folder: [f.unlink() for f in folder.rglob("*.term")],
    ],
)
def test_a_broken_index_is_made_anew(path: Path, damage: Callable[[Path], object]) -> None:
    damage(path.with_name("s.db.search"))
    with Store.open(path) as store:
        assert store.search("وزير").total == 60


# ---------------------------------------------------------------- rights and space
def test_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for wrong in (tmp_path / "file" / "s.db", Path("/proc/nowhere/s.db")):
        with pytest.raises(StoreError):
            Store.open(wrong)
    with pytest.raises(StoreError, match="not an address"):
        Store.open("mysql://host/name")
    with pytest.raises(StoreError, match="names no database"):
        Store.open("postgresql://amal:secret@host")
    with pytest.raises(StoreError, match="connection to the server"):
        Store.open("postgresql://host.invalid/name")
    with pytest.raises(StoreError, match="no store here yet"):
        Store.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


@contextmanager
def somebody() -> Iterator[None]:
    """Let the block run without the rights of root, who may write everywhere."""
    user = owner()
    if user is None:
        yield
        return
    os.seteuid(pwd.getpwnam(user).pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_without_rights(path: Path, tmp_path: Path) -> None:
    """A store that may be read but not written, and a folder in which nothing may be made."""
    closed, shared = tmp_path / "closed", tmp_path / "shared"
    for folder in (closed, shared):
        folder.mkdir()
    shutil.copy(path, shared / "s.db")
    (shared / "s.db").chmod(0o444)
    for folder in (closed, shared):
        folder.chmod(0o555)
    opened = [parent for parent in tmp_path.parents if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 0o005]
    for parent in (*opened, tmp_path):
        parent.chmod(parent.stat().st_mode | 0o055)
    with somebody():
        with pytest.raises(StoreError, match="right"), Store.open(shared / "s.db") as store:
            store.add(read(source("new " + FIRST)), who="amal")
        with pytest.raises(StoreError, match="right"):
            Store.open(closed / "new.db")
        with pytest.raises(StoreError, match="can't make this folder"):
            Store.open(closed / "folder" / "new.db")
    for parent in opened:
        parent.chmod(parent.stat().st_mode & ~0o055)
    with Store.open(path) as store:
        assert store.verify() == []


def full(store: Store) -> None:
    """Let no page be added to the file any more, as on a full disk."""

    @sa.event.listens_for(store.base.engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    store.base.engine.dispose()


def test_no_space_left(path: Path) -> None:
    with Store.open(path) as store:
        before = store.totals()
        full(store)
        with pytest.raises(StoreError, match="no space is left"):
            store.add(read(*(source(f"كثير {n}\n" + SECOND * 20, key=f"x{n}") for n in range(300))))
        store.base.engine.dispose()
    with Store.open(path) as store:
        assert store.totals() == before
        assert store.verify() == []


def test_a_limit_on_the_size_of_files(path: Path) -> None:
    """The same from the system: writing beyond a limit fails in the middle of a transaction."""
    program = """
import resource, signal, sys
from mahdar.store import Store, StoreError
from tests.store.made import SECOND, read, source
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    store.add(read(*(source(f"y {n} " + SECOND * 30, key=f"y{n}") for n in range(2000))), who="amal", batch=2000)
except StoreError as error:
    print(error)
"""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(["src", "."])}
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, env=env, check=False)
    assert "not kept" in done.stdout, (done.stdout, done.stderr[-2000:])
    with Store.open(path) as store:
        assert store.totals()["reports"] == 60
        assert store.verify() == []


# ---------------------------------------------------------------- a server
def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreError, match="connection to the server"):
        Store.open("postgresql://nobody@127.0.0.1:1/none")


def test_a_connection_lost_in_the_middle(store: Store, address: str) -> None:
    """Killed by the server while a transaction is under way: nothing of it is kept, the next try goes through."""
    store.add(read(source(FIRST, key="one")))

    def broken() -> Any:
        yield read(source(SECOND, key="two"))[0]
        if store.base.dialect == "postgresql":
            killer = opening.Base(opening.address_of(address))
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            with killer.reading() as connection:
                connection.execute(sa.text(others))
            killer.close()
        else:
            raise StoreError("lost")

    with pytest.raises(StoreError), store.base.writing() as connection:
        connection.execute(sa.text("INSERT INTO meta (name, value) VALUES ('half', 'done')"))
        list(broken())
        connection.execute(sa.text("INSERT INTO meta (name, value) VALUES ('other half', 'done')"))
    with Store.open(address) as again:
        with again.base.reading() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM meta WHERE name LIKE '%half'")).scalar() == 0
        assert again.verify() == []
    # the same object goes on with a new connection
    assert store.add(read(source(SECOND, key="two"))).new == 1


def test_a_password_is_never_shown() -> None:
    address = opening.address_of("postgresql://amal:secret@db.example/news")
    assert "secret" not in address.shown
    assert "secret" in address.url
