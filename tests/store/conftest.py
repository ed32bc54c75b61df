"""Stores for the tests: every test that takes `address` runs on SQLite and on a real PostgreSQL.

The server is the one of MAHDAR_TEST_PG (`postgresql://user:password@host/name`, a database that the tests may fill), else one that is started
here where its programs are found. Where there is none, the tests of the second backend are left out, and the last lines of the run say how
many.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from mahdar.store import Store

GIVEN = "MAHDAR_TEST_PG"
LEFT_OUT: list[str] = []


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    beside = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name) + ([Path(beside).parent] if beside else [])
    found = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return found[-1] if found else None


def backends() -> list[str]:
    given = os.environ.get(GIVEN)
    return ["sqlite"] if given == "none" or not (given or programs()) else ["sqlite", "postgresql"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        found = backends()
        if "postgresql" not in found:
            LEFT_OUT.append(metafunc.function.__name__)
        metafunc.parametrize("backend", found, scope="module")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if LEFT_OUT:
        terminalreporter.write_line(f"left out: {len(LEFT_OUT)} tests on PostgreSQL (no server found; give one by {GIVEN})")


# ---------------------------------------------------------------- a server
def owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root, so then somebody without rights."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Server:
    """A PostgreSQL server of our own in a temporary folder."""

    def __init__(self, bins: Path, folder: Path) -> None:
        self.bins = bins
        self.folder = folder
        self.data = folder / "data"
        self.user = owner()
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if self.user is not None:
            shutil.chown(folder, self.user)
        folder.chmod(0o755)
        self._run("initdb", "-D", str(self.data), "-U", "mahdar", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def _run(self, program: str, *args: str) -> None:
        done = subprocess.run(
            [str(self.bins / program), *args], user=self.user, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def start(self) -> None:
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=50"
        self._run("pg_ctl", "-D", str(self.data), "-o", settings, "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    @property
    def url(self) -> str:
        return f"postgresql://mahdar@127.0.0.1:{self.port}/postgres"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a database of a running server."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
        return
    bins = programs()
    assert bins is not None
    with tempfile.TemporaryDirectory(prefix="mahdar-pg-") as folder:
        running = Server(bins, Path(folder))
        try:
            yield running.url
        finally:
            running.stop()


def make_database(server_url: str) -> tuple[str, str]:
    """A new empty database on a server: its address and its name."""
    name = f"mahdar_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(server_url.replace("postgresql://", "postgresql+pg8000://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    return server_url.rpartition("/")[0] + f"/{name}", name


def drop_database(server_url: str, name: str) -> None:
    engine = sa.create_engine(server_url.replace("postgresql://", "postgresql+pg8000://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def address(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a store that is not made yet."""
    if backend == "sqlite":
        yield str(tmp_path / "store.db")
        return
    server_url = request.getfixturevalue("server")
    url, name = make_database(server_url)
    yield url
    drop_database(server_url, name)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    with Store.open(address) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(backend: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store for all tests of a module that only look at it."""
    if backend == "sqlite":
        with Store.open(tmp_path_factory.mktemp("shared") / "store.db") as opened:
            yield opened
        return
    server_url = request.getfixturevalue("server")
    url, name = make_database(server_url)
    with Store.open(url) as opened:
        yield opened
    drop_database(server_url, name)
