"""What lies in a folder of collected articles: taking files in, giving articles out, reading them again with the rules of now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from mahdar.ingest.collect.incoming import Incoming, Trouble, incoming
from mahdar.ingest.collect.keeping import Keeper, Kept, Outcome, page_of
from mahdar.ingest.collect.reading import collected, fingerprint, media_of, read_body
from mahdar.ingest.collect.shapes import Answer, Article, Collected, CollectError, Reason, now
from mahdar.ingest.collect.state import Version
from mahdar.ingest.collect.tally import Tally

BATCH = 100  # bodies in one transaction
BATCH_BYTES = 16 * 1024 * 1024  # or as soon as they are so large together
Told = Callable[[Tally], None]


def take_files(
    keeper: Keeper,
    paths: list[Path],
    *,
    told: Told = lambda tally: None,
    kept: Callable[[Kept], None] = lambda kept: None,
    trouble: Callable[[Trouble], None] = lambda trouble: None,
) -> Tally:
    """Keep the reports in files and folders. A file given twice changes nothing; a run that was cut off goes on where it was."""
    tally = Tally(sources=len(paths))
    batch: list[Incoming | Trouble] = []
    size = 0
    for item in incoming(paths):
        batch.append(item)
        size += len(item.body) if isinstance(item, Incoming) else 0
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            _batch(keeper, batch, tally, kept, trouble)
            told(tally)
            batch, size = [], 0
    _batch(keeper, batch, tally, kept, trouble)
    told(tally)
    return tally


def _batch(
    keeper: Keeper, batch: list[Incoming | Trouble], tally: Tally, kept: Callable[[Kept], None], trouble: Callable[[Trouble], None]
) -> None:
    """Some bodies in one transaction; where the disk is full each is tried by itself, so that what fits is kept."""
    try:
        with keeper.state.change():
            made = [_one(keeper, item) for item in batch]
            keeper.archive.settle()
    except CollectError:
        made = []
        for item in batch:
            try:
                made.append(_one(keeper, item))
            except CollectError as error:
                made.append(Trouble(item.source, item.address, error))
    for item, result in zip(batch, made, strict=True):
        if isinstance(result, Trouble):
            tally.failed(result.error.reason)
            trouble(result)
            continue
        tally.outcome(result.outcome)
        tally.fetched += 1
        tally.bytes += len(item.body) if isinstance(item, Incoming) else 0
        if result.version is not None:
            kept(result)


def _one(keeper: Keeper, item: Incoming | Trouble) -> Kept | Trouble:
    if isinstance(item, Trouble):
        keeper.state.failed(item.source, item.address, item.error)
        return item
    known = keeper.state.page(item.address)
    page = page_of(item.address, item.source, seen=known[1] if known else None)
    answer = Answer(
        address=item.address, final=item.final, status=200, headers=item.headers, body=item.body, at=item.at or now(), unchanged=False
    )
    try:
        return keeper.keep(page, answer, media=item.media, once=True)
    except CollectError as error:
        if error.reason is Reason.disk:
            raise
        keeper.state.failed(item.source, item.address, error)
        return Trouble(item.source, item.address, error)


def articles(keeper: Keeper, outlets: dict[str, str] | None = None) -> Iterator[Collected]:
    """Every version of every article by its latest reading, in the order of their coming. `outlets` names the outlet of a source."""
    for version in list(keeper.state.versions()):
        reading = keeper.state.reading(version)
        if reading is not None:
            yield collected(version, reading[0], reading[1], (outlets or {}).get(version.source))


def since(keeper: Keeper, after: int) -> Iterator[tuple[int, Collected]]:
    """Readings made after a number, with their numbers: who takes articles over keeps the last number and asks from there."""
    for number, version, reader, article in keeper.state.new_readings(after):
        yield number, collected(version, reader, article)


class Reread(msgspec.Struct, kw_only=True):
    """What reading again changed."""

    read: int = 0
    differs: int = 0
    found: int = 0
    failures: dict[str, int] = msgspec.field(default_factory=dict)


def reread(keeper: Keeper, *, told: Callable[[Reread], None] = lambda counts: None, all_again: bool = False) -> Reread:
    """Read the archive with the rules of now. Old readings stay; a body that gave no article before gets its chance.

    Versions that the present reader has read already are passed over unless `all_again`.
    """
    counts = Reread()
    for version in list(keeper.state.versions()):
        before = keeper.state.reading(version)
        if before is not None and before[0] == keeper.reader and not all_again:
            continue
        try:
            article = _again(keeper, version.body, version.media, version.page, version.at)
        except CollectError as error:
            counts.failures[error.reason.value] = counts.failures.get(error.reason.value, 0) + 1
            keeper.state.failed(version.source, version.page, error)
        else:
            counts.read += 1
            counts.differs += before is None or before[1] != article
            keeper.state.add_reading(version, keeper.reader, article)
        told(counts)
    for page, body, at, source, _ in list(keeper.state.unread()):
        try:
            kept = keeper.archive.get(body)
            media = media_of(kept.body, {k.lower(): v for k, v in kept.headers}.get("content-type"))
            article = _again(keeper, body, media, page, at)
        except CollectError:
            continue
        last = keeper.state.last_version(page)
        number = last.number + 1 if last else 1
        made = fingerprint(article)
        version = Version(article=page, number=number, page=page, body=body, media=media, print=made, at=at, source=source)
        keeper.state.add_version(version, keeper.reader, article)
        counts.found += 1
        told(counts)
    return counts


def _again(keeper: Keeper, body: str, media: str, page: str, at: str) -> Article:
    kept = keeper.archive.get(body)
    kind = next((value for name, value in kept.headers if name.lower() == "content-type"), None)
    # The first address of a body is where it came from; the page it stands for now may be another one.
    return read_body(media, kept.body, address=page, content_type=kind, hint=keeper.state.hint(page), day=at, outlets=keeper.outlets)


__all__ = ["Outcome", "Reread", "articles", "reread", "since", "take_files"]
