"""`mahdar collect` and `sources`, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from mahdar.commands import collect as commands
from tests.ingest.collect.site import Site, rss, story

app = typer.Typer()
commands.register(app)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def site() -> object:
    site = Site()
    yield site
    site.close()


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def listed(site: Site, count: int = 2) -> None:
    """A list of sources on this machine, and what they name."""
    for n in range(count):
        site.pages[f"/story/{n}"] = story(n)
    site.pages["/feed"] = rss([site.address(f"/story/{n}", "127.0.0.1") for n in range(count)])
    Path("sources.toml").write_text(f'[[source]]\nname = "paper"\naddress = "{site.address("/feed", "127.0.0.1")}"\n', encoding="utf-8")


def test_collect_reread_and_status(site: Site) -> None:
    listed(site)
    out = run("collect", "--private", "--wait", "0").stdout
    assert "1 of 1 sources answered" in out
    assert "2 read: 2 new" in out
    figures = json.loads(run("collect", "--private", "--wait", "0", "--json").stdout)
    assert (figures["polled"], figures["unchanged"], figures["kept"], figures["failures"]) == (1, 1, 0, {})
    lines = run("sources", "reread", "--jsonl").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["title"] for row in rows] == ["Report number 0 of the day", "Report number 1 of the day"]
    assert rows[0]["published_time"] == "2020-10-13T00:00:00+03:30"
    assert rows[0]["fields"]["published"]["origin"] == "feed"
    assert "0 failed, 2 reports written" in run("sources", "reread", "--output", "out.jsonl").stdout
    assert len(Path("out.jsonl").read_bytes().splitlines()) == 2
    text = run("sources", "status").stdout
    assert "2 articles in 2 versions, 2 bodies" in text
    assert "paper: answered" in text
    assert "no article has changed" in run("sources", "changes").stdout


def test_failures_have_their_reasons_and_their_exit_code(site: Site) -> None:
    listed(site)
    site.pages["/story/1"] = (404, {}, b"")
    assert "failed: gone 1" in run("collect", "--private", "--wait", "0", code=1).stdout
    text = run("sources", "status").stdout
    assert "failures by reason: gone 1" in text
    assert json.loads(run("sources", "status", "--json").stdout)["failures"][0]["reason"] == "gone"


def test_private_addresses_need_to_be_allowed(site: Site) -> None:
    listed(site)
    assert "address not allowed" in run("collect", "--wait", "0", code=1).stdout
    assert site.asked == []


def test_changes_are_shown(site: Site) -> None:
    Path("page.html").write_bytes(story(1))
    run("collect", "page.html")
    Path("page.html").write_bytes(story(1, "A note was signed by both of them."))
    assert "1 changed" in run("collect", "page.html").stdout
    text = run("sources", "changes").stdout
    assert "version 2" in text
    assert "[+A note was signed by both of them.+]" in text
    assert json.loads(run("sources", "changes", "--json").stdout)[0]["version"] == 2


def test_files(site: Site) -> None:
    Path("in").mkdir()
    Path("in/a.html").write_bytes(story(1))
    Path("in/b.pdf").write_bytes(b"%PDF-1.4 broken")
    result = run("collect", "in", "--json", code=1)
    figures = json.loads(result.stdout)
    assert (figures["kept"], figures["failures"]) == (1, {"damaged archive or file": 1})
    assert "b.pdf: damaged archive or file" in result.stderr


def test_check_keeps_nothing(site: Site) -> None:
    listed(site)
    assert "yields paper: 2 articles, 2 dated" in run("sources", "check", "--private", "--wait", "0").stdout
    site.pages["/feed"] = b"<html>no</html>"
    result = run("sources", "check", "--private", "--wait", "0", code=1)
    assert "FAILS  paper: not what it should be" in result.stdout
    assert json.loads(run("sources", "check", "--private", "--wait", "0", "--json", code=1).stdout)[0]["named"] == 0
    assert not Path("mahdar-archive").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["collect"], "no list of sources"),
        (["collect", "--once", "--every", "5m"], "not both"),
        (["collect", "x.html", "--once"], "files or sources"),
        (["collect", "--every", "soon"], "no length of time"),
        (["collect", "--sources", "nothing.toml"], "no such file"),
        (["collect", "--bundled", "--only", "no such paper"], "no source named"),
        (["sources", "status"], "no such folder"),
        (["sources", "changes"], "no such folder"),
    ],
)
def test_wrong_use(words: list[str], message: str) -> None:
    assert message in run(*words, code=2).stderr


def test_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(commands.importlib, "import_module", missing)  # type: ignore[attr-defined]
    assert "pip install 'mahdar[collect]'" in run("collect", "x.html", code=2).stderr


def test_round_after_round_until_stopped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(site)
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(commands.time, "sleep", sleep)  # type: ignore[attr-defined]
    result = run("collect", "--every", "10m", "--private", "--wait", "0", "--json", code=130)
    rounds = [msgspec.json.decode(line) for line in result.stdout.splitlines()]
    assert [r["kept"] for r in rounds] == [2, 0]
    assert all(590 < pause <= 600 for pause in pauses)
    assert "what was done before is kept" in result.stderr
