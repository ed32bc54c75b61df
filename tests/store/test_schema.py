"""Schemas: the steps lead to the tables that the program knows; stores of every released schema are opened; newer ones are refused."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from mahdar.store import Filter, Store, StoreError, migrate, tables
from mahdar.store.opening import SIGNATURE, Base, address_of
from tests.store.made import FIRST, read, source

FIXTURES = Path(__file__).parent / "fixtures"
RELEASED = sorted(FIXTURES.glob("schema-*.sql.gz"))


def test_the_steps_are_those_that_the_program_knows() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.STEPS))
    config.set_main_option("path_separator", "os")
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == migrate.KNOWN


def test_the_steps_lead_to_the_tables(store: Store) -> None:
    whole = sa.MetaData()
    for table in tables.data.sorted_tables:
        table.to_metadata(whole)
    if store.base.dialect == "postgresql":
        tables.search_docs.to_metadata(whole)
    with store.base.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [d for d in compare_metadata(context, whole) if "ix_search_docs_words" not in str(d)]
    assert differences == []


def test_every_schema_but_the_newest_has_its_fixture() -> None:
    assert [path.name for path in RELEASED] == [f"schema-{number}.sql.gz" for number in migrate.KNOWN[:-1]]


def old_store(fixture: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(gzip.decompress(fixture.read_bytes()).decode())
        plain.execute(f"PRAGMA application_id = {SIGNATURE}")
        plain.commit()


@pytest.mark.parametrize("fixture", RELEASED, ids=lambda path: path.name)
def test_an_older_store_is_opened_and_nothing_is_lost(fixture: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old_store(fixture, path)
    with Store.open(path) as store:
        seen = next(one for _, one in store.listed(Filter(kind=["meeting"])))
        assert (seen.state, seen.claim.date, seen.marks[0].decision.who) == ("corrected", "2015-08-11", "amal")  # type: ignore[union-attr]
        assert store.search("لافروف").total == 1
        assert store.verify() == []
        store.add(read(source("new\n" + FIRST, key="new")))
    [copy] = tmp_path.glob("old.db.schema-*")
    with closing(sqlite3.connect(copy)) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchone() == (fixture.name[7:11],)


@pytest.mark.parametrize("fixture", RELEASED, ids=lambda path: path.name)
def test_migrating_by_command(fixture: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old_store(fixture, path)
    with pytest.raises(StoreError, match="mahdar store migrate"):
        Store.open(path, readonly=True)
    before, after, copy = Store.migrate(path)
    assert (before, after) == (fixture.name[7:11], migrate.HEAD)
    assert copy is not None
    assert Store.migrate(path) == (migrate.HEAD, migrate.HEAD, None)


def test_an_older_store_on_a_server_is_migrated_only_when_asked(address: str) -> None:
    base = Base(address_of(address))
    migrate.upgrade(base, migrate.KNOWN[0])
    base.close()
    if address.startswith("postgresql"):
        with pytest.raises(StoreError, match="mahdar store migrate"):
            Store.open(address)
        Store.migrate(address)
    with Store.open(address) as store:
        assert store.add(read(source(FIRST))).new == 1


def test_a_newer_store_is_refused_and_left_alone(store: Store, address: str) -> None:
    store.add(read(source(FIRST)))
    with store.base.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (lambda: Store.open(address), lambda: Store.migrate(address)):
        with pytest.raises(StoreError, match="newer program"):
            attempt()
    with store.base.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM claims")).scalar() == 2


def test_a_database_of_somebody_else_is_refused(address: str, tmp_path: Path) -> None:
    base = Base(address_of(address))
    with base.writing() as connection:
        connection.execute(sa.text("CREATE TABLE customers (id INTEGER)"))
    base.close()
    with pytest.raises(StoreError, match="no store of mahdar"):
        Store.open(address)
