"""Texts taken through reading and recognition, for the tests of what is recognised."""

from __future__ import annotations

from functools import lru_cache

from mahdar.model import Source
from mahdar.pipeline import Reader, load
from mahdar.recognise.analysis import Actor, Analysis


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load("ar")


@lru_cache(maxsize=512)
def analyse(text: str, title: str | None = None, outlet: str | None = None) -> Analysis:
    """The working table of a text, of 4 May 2021."""
    return reader().analyse(Source(id="t", text=text, title=title, source=outlet, published="2021-05-04", language="ar"))


def value(read: object) -> str | None:
    """The value of what was read, or None where nothing was."""
    return getattr(read, "value", None)


def told(actor: Actor) -> tuple[str | None, str | None, str | None]:
    """Affiliation, role and name of a mention."""
    return value(actor.affiliation), value(actor.role), value(actor.name)


def persons(text: str, outlet: str | None = None) -> list[tuple[str | None, str | None, str | None]]:
    """Affiliation, role and name of the persons of a text, in order."""
    return [told(a) for a in analyse(text, None, outlet).actors if a.kind == "person"]
