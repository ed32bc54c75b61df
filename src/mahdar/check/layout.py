"""What each data file must look like: its columns, what a cell of each may hold, and which rows would be the same row twice.

This is docs/packs.md as data; `lint` reads it. A column's `holds` names a check of `lint`; `|`-separated cells are checked value by value.
"""

from __future__ import annotations

import msgspec

from mahdar.check import codes


class Column(msgspec.Struct, frozen=True):
    """A column. `needed` cells may not be empty; `many` cells separate several values with `|`; `of` lists the allowed values."""

    holds: str
    needed: bool = False
    many: bool = False
    of: frozenset[str] = frozenset()


class Layout(msgspec.Struct, frozen=True):
    """A file. `key` are the columns that may not repeat together; `optional` columns may be left out.

    Rows that agree in all columns of `same` speak of one thing, so that a written form may stand in each of them.
    """

    columns: dict[str, Column]
    key: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    same: tuple[str, ...] = ()


def _one_of(*values: str, needed: bool = False) -> Column:
    return Column("choice", needed=needed, of=frozenset(values))


_TEXT = Column("text")
_NAME = Column("text", needed=True)
_FORMS = Column("forms", needed=True, many=True)
_MORE_FORMS = Column("forms", many=True)
_FORM = Column("forms", needed=True)
_STATE = Column("state")
_PARTY = Column("party")
_CITY = Column("city")
_DATE = Column("date")
_NUMBER = Column("number", needed=True)
_ROLE = Column("choice", needed=True, of=codes.ROLES)
# Names for readers of other languages: shown and compared, never searched for in a text.
_SHOWN = Column("text", many=True)
_OWNER = _one_of("state", "public", "party", "private")

WORLD = {
    "states.tsv": Layout(
        {
            "code": Column("new state", needed=True),
            "en": _NAME,
            "capital": _CITY,
            "alpha2": _TEXT,
            "wikidata": Column("wikidata", many=True),
            "throne": _one_of("1"),
            "source": _NAME,
        },
        ("code",),
        frozenset({"alpha2", "wikidata", "throne"}),
    ),
    "posts.tsv": Layout(
        {"id": Column("wikidata", needed=True), "role": _ROLE, "affiliation": _PARTY, "source": _NAME},
        ("id",),
    ),
    "cities.tsv": Layout(
        {"city": _NAME, "country": Column("state", needed=True), "capital": _one_of("1"), "source": _NAME}, ("city", "country")
    ),
    "bodies.tsv": Layout(
        {
            "code": Column("new party", needed=True),
            "en": _NAME,
            "type": _one_of("organisation", "movement", "format", "agency", needed=True),
            "part_of": _PARTY,
            "seat": _CITY,
            "state": _STATE,
            "owner": _OWNER,
            "ar": _SHOWN,
            "fa": _SHOWN,
            "ru": _SHOWN,
            "source": _NAME,
        },
        ("code",),
        frozenset({"state", "owner", "ar", "fa", "ru"}),
    ),
    "holders.tsv": Layout(
        {
            "role": _ROLE,
            "affiliation": Column("party", needed=True),
            "en": _NAME,
            "ar": _MORE_FORMS,
            "from": _DATE,
            "to": _DATE,
            "held": _DATE,
            "fa": _SHOWN,
            "ru": _SHOWN,
            "about": _PARTY,
            "post": _TEXT,
            "wikidata": Column("wikidata"),
            "source": _NAME,
        },
        ("role", "affiliation", "en", "from", "about", "post"),
        frozenset({"held", "fa", "ru", "about", "post", "wikidata"}),
        ("en",),
    ),
    "namesakes.tsv": Layout({"en": _NAME, "affiliation": Column("party", needed=True), "source": _NAME}, ("en", "affiliation")),
    "state_names.tsv": Layout(
        {
            "code": Column("party", needed=True),
            "language": Column("language", needed=True),
            "names": _SHOWN,
            "official": _SHOWN,
            "adjectives": _SHOWN,
            "loaded": _SHOWN,
            "source": _NAME,
        },
        ("code", "language"),
    ),
    "documents.tsv": Layout(
        {
            "id": _NAME,
            "en": _NAME,
            "date": _DATE,
            "country": _STATE,
            "parties": Column("party", many=True),
            "fa": _SHOWN,
            "ru": _SHOWN,
            "source": _NAME,
        },
        ("id",),
        frozenset({"parties", "fa", "ru"}),
    ),
    "institution_names.tsv": Layout(
        {
            "id": _NAME,
            "affiliation": _PARTY,
            "role": Column("choice", of=codes.ROLES),
            "en": _NAME,
            "fa": _SHOWN,
            "ru": _SHOWN,
            "source": _NAME,
        },
        ("id",),
    ),
    "resolution_subjects.tsv": Layout(
        {
            "number": _NUMBER,
            "date": _DATE,
            "topics": Column("topic", needed=True, many=True),
            "en": _NAME,
            "ar": Column("text", needed=True),
            "source": _NAME,
        },
        ("number",),
    ),
    "resolutions.tsv": Layout({"year": _NUMBER, "first": _NUMBER, "last": _NUMBER, "source": _NAME}, ("year",)),
    "outlets.tsv": Layout({"key": _NAME, "country": _STATE, "owner": _OWNER, "source": _TEXT}, ("key",), frozenset({"owner", "source"})),
}

# A code may have several rows in a language, each with other forms; only the same row twice is a fault there.
_WEIGHTS = Layout({"of": _NAME, "fact": _NAME, "weight": Column("decimal", needed=True)}, ("of", "fact"))

LANGUAGE = {
    "nations.tsv": Layout(
        {
            "code": Column("party", needed=True),
            "names": _FORMS,
            "adjectives": _MORE_FORMS,
            "plurals": _MORE_FORMS,
            "stands_for": _MORE_FORMS,
        },
        ("code",),
    ),
    "places.tsv": Layout(
        {"city": Column("city", needed=True), "country": Column("state", needed=True), "forms": _FORMS}, ("city", "country")
    ),
    "regions.tsv": Layout({"name": _NAME, "country": _STATE, "forms": _FORMS}),
    "bodies.tsv": Layout({"code": Column("body", needed=True), "forms": _FORMS, "short": _one_of("yes")}, optional=frozenset({"short"})),
    "institutions.tsv": Layout({"id": _NAME, "forms": _FORMS, "affiliation": _PARTY}),
    "agencies.tsv": Layout({"id": _NAME, "forms": _FORMS, "affiliation": _PARTY}),
    "offices.tsv": Layout(
        {
            "role": _ROLE,
            "number": _one_of("sg", "du", "pl", needed=True),
            "gender": _one_of("m", "f"),
            "scope": _one_of("state", "body", "any", needed=True),
            "forms": _FORMS,
        }
    ),
    "honorifics.tsv": Layout(
        {
            "form": _FORM,
            "role": Column("choice", of=codes.ROLES),
            "affiliation": _PARTY,
            "kind": _one_of("prefix", "royal", "suffix", needed=True),
        }
    ),
    "names.tsv": Layout({"word": _FORM, "weight": Column("number")}, ("word",)),
    "common.tsv": Layout({"word": _FORM}, ("word",)),
    "topics.tsv": Layout({"topic": Column("topic", needed=True), "forms": _FORMS}),
    "terms.tsv": Layout(
        {"concept": _NAME, "neutral": Column("text", needed=True, many=True), "loaded": _FORMS, "camp": _NAME}, ("concept",)
    ),
    "documents.tsv": Layout(
        {"id": Column("document", needed=True), "forms": _FORMS, "beside": Column("party", many=True)}, (), frozenset({"beside"})
    ),
    "stems.tsv": Layout({"kind": _NAME, "form": _NAME, "stem": _TEXT}, ("kind", "form", "stem")),
    "confidence.tsv": _WEIGHTS,
    "attach.tsv": _WEIGHTS,
}

# Files without which a language cannot be read at all; every other file may be missing and then says nothing.
LANGUAGE_NEEDS = ("pack.toml", "nations.tsv", "offices.tsv")
WORLD_NEEDS = ("states.tsv", "cities.tsv", "bodies.tsv", "documents.tsv", "resolutions.tsv")

# Word lists: one folded word twice is untidy but harms nothing.
WORD_LISTS = frozenset({"names.tsv", "common.tsv"})
