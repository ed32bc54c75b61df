"""From an answer to the archive: is it new, is it a new version, what does it say; stored so that nothing is lost
and nothing is there twice.

The body is stored first, under its hash; then one transaction puts fetch, version, reading and the page's state on record. A run killed in
between leaves a body that the next run finds there and goes on with.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec

from mahdar.ingest.collect.addresses import same_site
from mahdar.ingest.collect.archive import Archive, digest
from mahdar.ingest.collect.outlets import Outlets
from mahdar.ingest.collect.outlets import bundled as bundled_outlets
from mahdar.ingest.collect.reading import collected, fingerprint, media_of, read_body, reader_name
from mahdar.ingest.collect.shapes import Answer, Article, Collected, CollectError, Hint, Reason, Validators
from mahdar.ingest.collect.state import Page, State, Version, host_of

LONGEST_ETAG = 512


class Outcome(StrEnum):
    """What came of a body."""

    new = "new"
    changed = "changed"
    same = "same"


class Kept(msgspec.Struct, frozen=True):
    """What came of a body, and the version it made, if it made one. `changed` holds the reading of the version before."""

    outcome: Outcome
    version: Collected | None = None
    before: Article | None = None


class Read(msgspec.Struct, frozen=True):
    """What a body is and says, or why it cannot be read; no media where it is nothing that holds a report."""

    media: str | None
    result: Article | CollectError


class Keeper:
    """Archive and state of one folder, and the present way of reading."""

    def __init__(self, folder: Path, *, durable: bool = True, outlets: Outlets | None = None) -> None:
        self.state = State(folder)
        self.archive = Archive(folder, durable=durable)
        self.outlets = outlets or bundled_outlets()
        self.reader = reader_name(self.outlets)

    def close(self) -> None:
        self.state.close()

    def read(self, page: Page, answer: Answer, media: str | None = None) -> Read:
        """What a body says. Touches neither archive nor state, so it may run beside them in a thread. Never raises for bad bodies."""
        content_type = answer.header("content-type")
        try:
            media = media or media_of(answer.body, content_type)
        except CollectError as error:
            return Read(None, error)
        try:
            article = read_body(
                media,
                answer.body,
                address=answer.final,
                content_type=content_type,
                hint=page.hint,
                day=answer.at,
                outlets=self.outlets,
            )
        except CollectError as error:
            return Read(media, error)
        return Read(media, article)

    def keep(
        self, page: Page, answer: Answer, *, due: str | None = None, media: str | None = None, once: bool = False, read: Read | None = None
    ) -> Kept:
        """Store an answer's body unless the article in it is what is there already.

        `once` is for files, which may be given again and again: a body or text that any version had makes no new one. `read` is what
        `read` gave, where that was done before. Raises `CollectError`; where the body could be stored but not read, it is stored.
        """
        seen = digest(answer.body)
        validators = validators_of(answer)
        if seen == page.seen or (once and self.state.fetched(page.address, seen)):
            self.state.page_unchanged(page, due, validators, seen)
            return Kept(Outcome.same)
        found = read or self.read(page, answer, media)
        if found.media is None:
            raise found.result if isinstance(found.result, CollectError) else CollectError(Reason.fault)
        media, article = found.media, found.result
        if isinstance(article, CollectError):
            body, _ = self._put(answer)
            with self.state.change():
                self.state.page_kept(page, answer, body, None, validators, seen, page.article or page.address)
            raise article
        made = fingerprint(article)
        name = self._name(page, answer, article, made)
        last = self.state.last_version(name)
        if last is not None and (last.print == made or (once and self.state.known_print(name, made))):
            # The page around the article moved, the article did not.
            self.state.page_unchanged(page, due, validators, seen)
            return Kept(Outcome.same)
        body, _ = self._put(answer)
        version = Version(
            article=name,
            number=last.number + 1 if last else 1,
            page=page.address,
            body=body,
            media=media,
            print=made,
            at=answer.at,
            source=page.source,
        )
        before = self.state.reading(last) if last else None
        with self.state.change():
            self.state.page_kept(page, answer, body, due, validators, seen, name)
            self.state.add_version(version, self.reader, article)
        return Kept(
            Outcome.changed if last else Outcome.new,
            collected(version, self.reader, article),
            before[1] if before else None,
        )

    def _put(self, answer: Answer) -> tuple[str, bool]:
        return self.archive.put(
            answer.body,
            address=answer.final,
            at=answer.at,
            headers=answer.headers if answer.final.startswith(("http://", "https://")) else None,
            status=answer.status,
        )

    def _name(self, page: Page, answer: Answer, article: Article, made: str) -> str:
        """The address under which an article's versions stand: the one it had before, its canonical one, or where it was found.

        Two pages may share a canonical address: a page for phones and its sibling, or all pages of a site that is built wrongly. The second
        one with another text stands under its own address, so that its text is no "version" of the first one's.
        """
        if page.article is not None:
            return page.article
        canonical = article.value("address") or answer.final
        if not same_site(canonical, answer.final):
            return page.address
        there = self.state.last_version(canonical)
        return canonical if there is None or there.page == page.address or there.print == made else page.address


def validators_of(answer: Answer) -> Validators:
    """What to ask again with, bounded."""
    etag, modified = answer.header("etag"), answer.header("last-modified")
    return Validators(
        etag if etag and len(etag) <= LONGEST_ETAG else None,
        modified if modified and len(modified) <= 64 else None,
    )


def page_of(address: str, source: str, hint: Hint | None = None, seen: str | None = None) -> Page:
    """A page that was not queued: a file, or a capture of an archive."""
    return Page(
        address=address,
        host=host_of(address),
        source=source,
        status="waiting",
        tries=0,
        visits=0,
        validators=Validators(),
        seen=seen,
        article=None,
        hint=hint or Hint(),
    )
