"""The plain data of collecting: what a source is, what a fetch gave, what a page says, why something failed.

Times are UTC as ISO 8601 with seconds (`2026-11-24T08:00:00Z`) unless a docstring says otherwise; sizes are bytes, waits are seconds.
"""

from __future__ import annotations

import datetime
from enum import StrEnum

import msgspec

from mahdar.model import Source


class Kind(StrEnum):
    """What stands at a source's address."""

    feed = "feed"
    sitemap = "sitemap"
    list = "list"
    page = "page"


class SourceEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One source of `sources.toml`.

    `state`, `owner`, `camp` and `language` describe the outlet; `pattern` is a regular expression that the addresses of articles match in
    full or in part (needed for lists); `every` is the shortest time between two polls in seconds; `wait` the time between two requests to
    its host, if longer than usual; `verified` says whether a person has seen the address work.
    """

    name: str
    address: str
    kind: Kind = Kind.feed
    state: str | None = None
    owner: str | None = None
    camp: str | None = None
    language: str | None = None
    pattern: str | None = None
    every: float | None = None
    wait: float | None = None
    limit: int = 500
    pages: bool = True
    on: bool = True
    verified: bool = False


class Reason(StrEnum):
    """Why a fetch or a reading failed. The words are what `mahdar sources status` prints."""

    address = "not an address"
    refused = "address not allowed"
    robots = "robots.txt forbids it"
    robots_unknown = "robots.txt could not be read"
    no_host = "no such host"
    connect = "no connection"
    slow = "too slow"
    cut = "answer cut off"
    garbage = "not HTTP, or damaged"
    packing = "damaged compression"
    large = "too large"
    loop = "redirects in a loop"
    redirects = "too many redirects"
    busy = "host is busy"
    status = "error answer"
    gone = "gone"
    form = "not what it should be"
    empty = "nothing in it"
    no_text = "no story on the page"
    disk = "could not be stored"
    damaged = "damaged archive or file"
    fault = "fault in the program"


# What a later try may mend; the others are tried again only on request or when the source is polled anew.
PASSING = frozenset(
    {
        Reason.robots_unknown,
        Reason.no_host,
        Reason.connect,
        Reason.slow,
        Reason.cut,
        Reason.garbage,
        Reason.packing,
        Reason.busy,
        Reason.status,
        Reason.disk,
    }
)


class CollectError(Exception):
    """Something that could not be fetched, read or stored: a reason, the detail in words, and when the host wants to be asked again."""

    def __init__(self, reason: Reason, detail: str = "", *, retry_after: float | None = None, status: int | None = None) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after
        self.status = status


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server answered: `address` is the one asked for, `final` the one that answered; `body` is unpacked.

    `fixed` is the final address where every redirect on the way was a permanent one. `unchanged` stands for 304 (the body is empty).
    """

    address: str
    final: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    at: str
    seconds: float = 0.0
    fixed: bool = False
    unchanged: bool = False

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its letters' case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Validators(msgspec.Struct, frozen=True):
    """What a server gave to ask again with."""

    etag: str | None = None
    modified: str | None = None


class Hint(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a feed or sitemap says about an article; `published` as printed there, `text` what a full-text feed gives."""

    title: str | None = None
    published: str | None = None
    author: str | None = None
    text: str | None = None
    language: str | None = None


class Item(msgspec.Struct, frozen=True):
    """An article that a source names: its address, and what the source says of it."""

    address: str
    hint: Hint = Hint()


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value of a page's head with its origin (`json-ld`, `og:title`, `meta:author`, `feed`, `text` …).

    `others` are the values that other places of the page give and that differ, as `(value, origin)`.
    """

    value: str
    origin: str
    others: list[tuple[str, str]] = []


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is read from one body. `fields` has title, author, published, address, language, outlet, each only where known."""

    text: str
    text_origin: str
    fields: dict[str, Field] = {}
    warnings: list[str] = []

    def value(self, name: str) -> str | None:
        field = self.fields.get(name)
        return field.value if field else None


class Collected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version of one article, ready to be read.

    `id` is stable over runs: it comes from the address and the version; `published_time` keeps hour and zone as the page gives them.
    `source` is what the following stages take.
    """

    id: str
    address: str
    version: int
    body: str
    fetched_at: str
    source_name: str
    reader: str
    article: Article
    source: Source
    published_time: str | None = None


def now() -> str:
    """The present moment, UTC, whole seconds."""
    return stamp(datetime.datetime.now(datetime.UTC))


def stamp(moment: datetime.datetime) -> str:
    """`2026-11-24T08:00:00Z` for a moment with a zone."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
