"""Killed at any moment, the next run goes on with nothing lost and nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from mahdar.ingest.collect import library
from mahdar.ingest.collect.keeping import Keeper
from mahdar.ingest.collect.state import LockedError, locked
from tests.ingest.collect.site import Site, story

TOP = Path(__file__).parents[3]
POINTS = 20


def contents(folder: Path) -> tuple[list[tuple[str, int, str]], list[str], int]:
    """Articles with their versions and texts, the bodies, and the number of fetches on record."""
    keeper = Keeper(folder)
    articles = sorted((a.address, a.version, a.source.text) for a in library.articles(keeper))
    bodies = list(keeper.archive.names())
    for name in bodies:
        keeper.archive.get(name)
    fetches = keeper.state.database.execute("SELECT count(*) FROM fetches").fetchone()[0]
    keeper.close()
    return articles, bodies, fetches


def killed(tmp_path: Path, sources: str, files: list[Path]) -> None:
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"home": str(tmp_path / "homes"), "sources": sources, "files": [str(f) for f in files], "points": POINTS}))
    command = [sys.executable, "-m", "tests.ingest.collect.killed", str(spec)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["killed"] == [True] * POINTS
    assert len(set(result["points"])) == POINTS
    whole = contents(tmp_path / "homes" / "whole")
    assert len(whole[0]) == 6
    for point in result["points"]:
        assert contents(tmp_path / "homes" / str(point)) == whole, point
        assert list((tmp_path / "homes" / str(point) / "making").iterdir()) == []


def test_round_killed_at_twenty_moments(tmp_path: Path, site: Site) -> None:
    site.feed(3)
    site.feed(3, host="other.test")
    listed = "".join(f'[[source]]\nname = "{host}"\naddress = "{site.address("/feed", host)}"\n' for host in ("paper.test", "other.test"))
    (tmp_path / "sources.toml").write_text(listed)
    killed(tmp_path, str(tmp_path / "sources.toml"), [])


def test_taking_files_killed_at_twenty_moments(tmp_path: Path) -> None:
    files = []
    for n in range(6):
        path = tmp_path / f"{n}.html"
        path.write_bytes(story(n))
        files.append(path)
    killed(tmp_path, "", files)


def test_command_killed_between_answers(tmp_path: Path, site: Site) -> None:
    """The command itself, killed while the server answers: what it had is there, the rest follows."""
    site.feed(5)
    (tmp_path / "sources.toml").write_text(f'[[source]]\nname = "p"\naddress = "{site.address("/feed", "localhost")}"\n')
    for n in range(5):
        site.pages[f"/story/{n}"] = story(n)
    site.pages["/feed"] = site.pages["paper.test/feed"]
    text = site.pages["/feed"][2].decode().replace("paper.test", "localhost")  # type: ignore[index,union-attr]
    site.pages["/feed"] = (200, {}, text.encode())
    program = f"import sys; sys.argv = ['collect', '--sources', {str(tmp_path / 'sources.toml')!r}, '--home', {str(tmp_path / 'home')!r}, "
    program += "'--private', '--wait', '0']; from mahdar.commands.collect import alone; alone()"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def fourth(number: int) -> None:
        if number == 5:
            os.kill(process.pid, signal.SIGKILL)
            time.sleep(0.05)

    site.on_request = fourth
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    site.on_request = lambda number: None
    done = subprocess.run([sys.executable, "-c", program.replace("'--wait'", "'--json', '--wait'")], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    figures = msgspec.json.decode(done.stdout)
    assert figures["waiting"] == 0
    assert 0 < figures["kept"] < 5
    articles, bodies, fetches = contents(tmp_path / "home")
    assert len(articles) == len(bodies) == fetches == 5


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(LockedError), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
