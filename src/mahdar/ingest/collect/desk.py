"""What the commands of collecting need, in one place, and the texts that they print."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import msgspec

from mahdar.ingest.collect import changes as diff
from mahdar.ingest.collect import library
from mahdar.ingest.collect.collector import Collector, Settings
from mahdar.ingest.collect.incoming import Trouble
from mahdar.ingest.collect.keeping import Keeper, Kept
from mahdar.ingest.collect.shapes import SourceEntry
from mahdar.ingest.collect.sources import BUNDLED, SourcesError, load
from mahdar.ingest.collect.state import LockedError, locked
from mahdar.ingest.collect.status import Status
from mahdar.ingest.collect.status import status as status_of
from mahdar.ingest.collect.tally import Tally
from mahdar.ingest.collect.trial import Trial, try_sources

log = logging.getLogger("mahdar.collect")
_SHOWN = 160  # letters of a line that changed


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one version of an article to the next."""

    address: str
    version: int
    at: str
    changes: list[diff.Change]


class Desk:
    """One folder of collected articles, open."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    @classmethod
    @contextmanager
    def opened(cls, home: Path, *, durable: bool, write: bool) -> Iterator[Desk | str]:
        """The desk of a folder, or in words why it cannot be had."""
        try:
            lock = locked(home) if write else nullcontext()
            with lock:
                keeper = Keeper(home, durable=durable)
                try:
                    if write:
                        keeper.archive.clean()
                    yield cls(keeper)
                finally:
                    keeper.close()
        except LockedError as error:
            yield str(error)

    @staticmethod
    def sources(path: Path | None, only: list[str]) -> list[SourceEntry] | str:
        """The sources of a list (None: the one that comes with the program) that are on, or in words what is wrong."""
        try:
            entries = load(path or BUNDLED)
        except SourcesError as error:
            return str(error)
        unknown = set(only) - {entry.name for entry in entries}
        if unknown:
            return f"no source named {', '.join(sorted(unknown))}"
        return [entry for entry in entries if (entry.name in only if only else entry.on)]

    async def round(
        self,
        entries: list[SourceEntry],
        *,
        wait: float,
        contact: str | None,
        private: bool,
        told: Callable[[str], None],
        verbose: bool = False,
    ) -> Tally:
        """One round over sources."""
        settings = Settings(wait=wait, contact=contact, private=private)
        last = 0

        def step(tally: Tally) -> None:
            nonlocal last
            told(_progress(tally))
            if verbose and tally.failures_in_all > last:
                last = tally.failures_in_all
                for row in status_of(self.keeper.state, 1).failures:
                    log.info("%s: %s %s", row.address, row.reason, row.detail)

        return await Collector(self.keeper, settings, told=step, kept=_tell_change).once(entries)

    def take(self, files: list[Path], told: Callable[[str], None]) -> tuple[Tally, list[str]]:
        """Take files in; the counts, and each trouble in words."""
        troubles: list[str] = []

        def trouble(found: Trouble) -> None:
            troubles.append(f"{found.address}: {found.error}")

        tally = library.take_files(self.keeper, files, told=lambda tally: told(_progress(tally)), trouble=trouble)
        return tally, troubles

    def reread(self, *, all_again: bool, told: Callable[[str], None]) -> library.Reread:
        """Read the archive again."""
        return library.reread(self.keeper, all_again=all_again, told=lambda counts: told(f"{counts.read} versions"))

    def lines(self) -> Iterator[bytes]:
        """The latest version of every article as a line of JSON that `mahdar read` takes, with what else is known of it."""
        latest = {article.address: article for article in library.articles(self.keeper)}
        for article in latest.values():
            row: dict[str, Any] = {k: v for k, v in msgspec.to_builtins(article.source).items() if v is not None}
            row |= {
                "published_time": article.published_time,
                "address": article.address,
                "version": article.version,
                "body": article.body,
                "fetched_at": article.fetched_at,
                "collected_from": article.source_name,
                "fields": article.article.fields,
                "text_origin": article.article.text_origin,
            }
            yield msgspec.json.encode(row) + b"\n"

    @staticmethod
    async def trials(
        entries: list[SourceEntry], *, wait: float, contact: str | None, private: bool, told: Callable[[str], None]
    ) -> list[Trial]:
        """Try sources without keeping anything."""
        done = 0

        def step(trial: Trial) -> None:
            nonlocal done
            done += 1
            told(f"{done} of {len(entries)}, {trial.name}")

        return await try_sources(entries, Settings(wait=wait, contact=contact, private=private), told=step)

    @staticmethod
    def trial_line(trial: Trial) -> str:
        """One source that was tried, in a line."""
        if trial.reason:
            detail = f" ({trial.detail})" if trial.detail else ""
            names = f", after naming {trial.named} articles" if trial.named else ""
            return f"FAILS  {trial.name}: {trial.reason}{detail}{names}"
        return f"yields {trial.name}: {trial.named} articles, {trial.dated} dated; the first one has {trial.letters} letters: {trial.title}"

    def status(self, failures: int) -> Status:
        """What is on record."""
        return status_of(self.keeper.state, failures)

    @staticmethod
    def status_text(found: Status) -> str:
        """What is on record, for a person."""
        lines = [f"{found.articles} articles in {found.versions} versions, {found.bodies} bodies", ""]
        for s in found.sources:
            answered = f"answered {s.polled_at}" if s.polled_at else "never polled" if not s.polls and not s.reason else "never answered"
            if not s.address:
                answered = "files"
            lines.append(f"{s.name}: {answered}; {s.kept} kept, {s.waiting} waiting, {s.failed} given up")
            if s.reason:
                detail = f" ({s.detail})" if s.detail else ""
                lines.append(f"    {s.reason}{detail}, {s.tries} times in a row; next try {s.due}")
        if found.hosts:
            lines += ["", "hosts left alone:"]
            lines += [f"    {host.host} until {host.until}: {host.why}" for host in found.hosts]
        if found.failures:
            lines += [
                "",
                "failures by reason: " + ", ".join(f"{reason} {number}" for reason, number in found.reasons.items()),
                "the latest:",
            ]
            for row in found.failures:
                detail = f" ({row.detail})" if row.detail else ""
                lines.append(f"    {row.at} {row.address}: {row.reason}{detail}")
        return "\n".join(lines)

    def changes(self, address: str | None) -> list[Changed]:
        """What changed from version to version."""
        out: list[Changed] = []
        before: dict[str, Any] = {}
        for version in list(self.keeper.state.versions(address)):
            reading = self.keeper.state.reading(version)
            if reading is None:
                continue
            last = before.get(version.article)
            if last is not None:
                found = diff.changes(last, reading[1])
                out.append(Changed(address=version.article, version=version.number, at=version.at, changes=found))
            before[version.article] = reading[1]
        return out

    def changes_text(self, address: str | None) -> str:
        """What changed, for a person: `-` was taken out, `+` was put in, `~` was reworded with the old words in brackets."""
        lines: list[str] = []
        for changed in self.changes(address):
            lines.append(f"{changed.address}, version {changed.version}, {changed.at}")
            for change in changed.changes:
                where = "" if change.where == "text" else f"{change.where}: "
                if change.before and change.after:
                    pieces = diff.words(change.before, change.after)
                    marked = " ".join(f"[-{w}-]" if sign == "-" else f"[+{w}+]" if sign == "+" else _short(w) for sign, w in pieces)
                    lines.append(f"  ~ {where}{marked}")
                elif change.before:
                    lines.append(f"  - {where}{change.before}")
                else:
                    lines.append(f"  + {where}{change.after}")
        return "\n".join(lines) or "no article has changed"

    @staticmethod
    def summary(tally: Tally) -> str:
        """What a run did, in a few lines."""
        lines = []
        if tally.polled or tally.resting or tally.named:
            lines.append(
                f"{tally.polled} of {tally.sources} sources answered ({tally.unchanged} unchanged, {tally.resting} not due), "
                f"{tally.named} articles named, {tally.new} new"
            )
        lines.append(
            f"{tally.done} read: {tally.kept} new, {tally.changed} changed, {tally.same} as before; "
            f"{tally.bytes / 1e6:.1f} MB, {tally.rate():.1f} a second"
        )
        if tally.waiting:
            lines.append(f"{tally.waiting} articles wait for the next run")
        if tally.failures:
            lines.append("failed: " + ", ".join(f"{reason} {number}" for reason, number in sorted(tally.failures.items())))
        return "\n".join(lines)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN // 2]} … {words[-_SHOWN // 2 :]}"


def _progress(tally: Tally) -> str:
    polled = f"{tally.polled + tally.resting} of {tally.sources} sources, " if tally.polled or tally.resting else ""
    return f"{polled}{tally.done} articles ({tally.rate():.1f} a second), {tally.failures_in_all} failures"


def _tell_change(kept: Kept) -> None:
    if kept.version is not None and kept.before is not None:
        found = diff.changes(kept.before, kept.version.article)
        log.info("%s: version %d, %d changes", kept.version.address, kept.version.version, len(found))
