"""A store that is open: made, brought up to date or refused by its address, and let go of again."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from mahdar.store import migrate
from mahdar.store.errors import StoreError
from mahdar.store.opening import Base, address_of, check_file, check_pages
from mahdar.store.postgres_index import PostgresIndex
from mahdar.store.searching import Search
from mahdar.store.tantivy_index import TantivyIndex

WHO = "MAHDAR_WHO"


def person(given: str | None = None) -> str:
    """Who makes a decision: as given, else of the environment (MAHDAR_WHO), else the name that one is logged in with."""
    if given is not None:
        return given
    try:
        return os.environ.get(WHO) or getpass.getuser()
    except (OSError, KeyError):
        raise StoreError(f"who are you? Give --by NAME or set {WHO}") from None


class Handle:
    """A store that is open. Use it as a context manager, or call `close`."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._search: Search | None = None

    # ------------------------------------------------------------ opening
    @classmethod
    def open(cls, address: str | Path | None = None, *, create: bool = True, readonly: bool = False) -> Self:
        """Open a store, or make it where there is none (`create`). An embedded store of an older schema is copied beside
        itself and brought up
        to date; a server's only by `migrate`."""
        base = cls._checked(address, create=create, readonly=readonly)
        try:
            schema = migrate.current(base)
            if schema is None:
                if not create or readonly:
                    raise StoreError(f"{base.address.shown}: no store here yet; `mahdar add PATH…` makes one")
                migrate.upgrade(base)
            elif schema != migrate.HEAD:
                if base.dialect != "sqlite" or readonly:
                    raise StoreError(
                        f"{base.address.shown}: an older store (schema {schema}, now {migrate.HEAD}); run `mahdar store migrate`"
                    )
                migrate.set_aside(base, schema)
                migrate.upgrade(base)
        except BaseException:
            base.close()
            raise
        return cls(base)

    @staticmethod
    def _checked(address: str | Path | None, *, create: bool, readonly: bool = False) -> Base:
        where = address_of(address)
        if where.path is not None:
            check_file(where.path)
            if not where.path.exists():
                if not create or readonly:
                    raise StoreError(f"{where.shown}: no store here yet; `mahdar add PATH…` makes one")
                try:
                    where.path.parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise StoreError(f"{where.path.parent}: can't make this folder ({(error.strerror or str(error)).lower()})") from error
            check_pages(where.path)
        return Base(where, readonly=readonly)

    @classmethod
    def migrate(cls, address: str | Path | None = None) -> tuple[str | None, str, Path | None]:
        """Bring a store up to date: its schema before and after, and the copy of an embedded store made before."""
        base = cls._checked(address, create=False)
        try:
            before = migrate.current(base)
            if before is None:
                raise StoreError(f"{base.address.shown}: no store here yet; `mahdar add PATH…` makes one")
            copy = migrate.set_aside(base, before) if before != migrate.HEAD else None
            migrate.upgrade(base)
            return before, migrate.HEAD, copy
        finally:
            base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and of the index."""
        if self._search is not None:
            self._search.close()
            self._search = None
        self._base.close()

    @property
    def base(self) -> Base:
        """The connections, for the rooms to the right and for tests."""
        return self._base

    @property
    def address(self) -> str:
        """The address without its password."""
        return self._base.address.shown

    @property
    def search_index(self) -> Search:
        """The full-text index of this store."""
        if self._search is None:
            index = TantivyIndex(self._base) if self._base.dialect == "sqlite" else PostgresIndex(self._base)
            self._search = Search(self._base, index)
        return self._search
