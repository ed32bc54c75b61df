"""A disk that takes no more: what fits is kept, what does not is on record and tried again."""

from __future__ import annotations

import json
import random
import sqlite3
import string
import subprocess
import sys
from pathlib import Path

import pytest

from mahdar.ingest.collect import library
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.shapes import CollectError, Reason
from mahdar.ingest.collect.status import status
from tests.ingest.collect.conftest import Run
from tests.ingest.collect.site import Site, rss, story

TOP = Path(__file__).parents[3]


def test_a_body_that_does_not_fit_stops_nobody(tmp_path: Path, site: Site) -> None:
    site.feed(2)
    site.feed(2, host="other.test")
    letters = "".join(random.Random(1).choices(string.ascii_letters, k=2_500_000))
    site.pages["paper.test/story/0"] = story(0).replace(b"</body>", b"<!-- " + letters.encode() + b"--></body>")
    command = [sys.executable, "-m", "tests.ingest.collect.small_disk", str(site.port), str(tmp_path / "home")]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["kept"], figures["failures"], figures["waiting"]) == (3, {Reason.disk.value: 1}, 1)
    keeper = Keeper(tmp_path / "home")
    assert status(keeper.state).failures[0].reason == Reason.disk.value
    assert list((tmp_path / "home" / "making").iterdir()) == []
    assert len(list(library.articles(keeper))) == 3
    assert len(list(keeper.archive.names())) == 2  # both papers have the same second page
    keeper.close()


class Full:
    """A connection whose disk is full for statements that write pages."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        if statement.lstrip().startswith(("INSERT", "UPDATE")):
            raise sqlite3.OperationalError("database or disk is full")
        return self._database.execute(statement, *values)  # type: ignore[arg-type]

    @property
    def in_transaction(self) -> bool:
        return self._database.in_transaction


def test_a_full_state_ends_the_round_and_the_next_one_goes_on(
    site: Site, keeper: Keeper, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = rss([site.address(f"/story/{n}") for n in range(3)])
    for n in range(3):
        site.pages[f"/story/{n}"] = story(n)
    with monkeypatch.context() as patched:
        patched.setattr(keeper.state, "_db", Full(keeper.state.database))
        tally = run(site.source("paper", "/feed"))
        assert tally.kept == 0
        assert Reason.disk.value in tally.failures
        with pytest.raises(CollectError):
            keeper.state.leave_alone("x", "y", "z")
    assert run(site.source("paper", "/feed")).kept == 3
