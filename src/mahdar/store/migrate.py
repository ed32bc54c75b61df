"""The schema of a store: which one it has, and the steps to the one that this program writes.

Alembic is loaded only where a step has to be run; `HEAD` and `KNOWN` are compared with its folder of steps in a test.
"""

from __future__ import annotations

import datetime
import importlib
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mahdar.store import tables
from mahdar.store.errors import StoreError
from mahdar.store.opening import SIGNATURE, Base, told

KNOWN = ("0001", "0002", "0003")
HEAD = KNOWN[-1]
STEPS = Path(__file__).parent / "migrations"


def schema_of(connection: sa.Connection) -> str | None:
    """The schema's number, None for an empty database. Raises StoreError for a database with other tables."""
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise StoreError("a database, but no store of mahdar")
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and "claims" not in tables:
        raise StoreError("a database, but no store of mahdar")
    return found


def check_known(base: Base, schema: str) -> None:
    """Raises StoreError for a schema that this program can't know."""
    if schema not in KNOWN:
        raise StoreError(
            f"{base.address.shown}: the store was made by a newer program (schema {schema}, this one knows up to {HEAD}); use a newer one"
        )


def current(base: Base) -> str | None:
    """The schema's number of an opened store, None when there is none yet."""
    with base.reading() as connection:
        try:
            found = schema_of(connection)
        except StoreError as error:
            raise StoreError(f"{base.address.shown}: {error}") from error
    if found is not None:
        check_known(base, found)
    return found


def upgrade(base: Base, to: str = HEAD) -> None:
    """Run the steps that are missing, all of them or none."""
    config_module: Any = importlib.import_module("alembic.config")
    command: Any = importlib.import_module("alembic.command")
    config = config_module.Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with base.writing() as connection:
        found = schema_of(connection)
        if found is not None:
            check_known(base, found)
        elif base.dialect == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {SIGNATURE}")
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if found is None:
            new_identity(connection)


def new_identity(connection: sa.Connection) -> None:
    """Give a store a name of its own, by which its index knows it."""
    connection.execute(sa.delete(tables.meta).where(tables.meta.c.name == "id"))
    connection.execute(sa.insert(tables.meta).values(name="id", value=secrets.token_hex(8)))


def set_aside(base: Base, schema: str) -> Path | None:
    """A copy of an embedded store beside it, made before its schema is changed."""
    path = base.address.path
    if path is None:
        return None
    day = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d%H%M%S")
    copy = path.with_name(f"{path.name}.schema-{schema}.{day}")
    with told(str(copy)), closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
