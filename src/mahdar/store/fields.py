"""What claims can be asked for: the values of each field of a claim as shown, and the days it belongs to.

The lists, the search and the exports read claims through this module, so that `state:` means the same everywhere.
"""

from __future__ import annotations

import re

from mahdar.model import Engagement, Speaker, Statement
from mahdar.store.errors import QueryError
from mahdar.store.words import name_words

WHO, STATE, TOPIC, DOCUMENT, KIND, STATUS, ROLE, ACT, CITY = "who", "state", "topic", "document", "kind", "status", "role", "act", "city"
FIELDS = (WHO, STATE, TOPIC, DOCUMENT, KIND, STATUS, ROLE, ACT, CITY)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def names(claim: Engagement | Statement) -> list[str]:
    """Names of those who take part or speak, as printed."""
    people = claim.participants if isinstance(claim, Engagement) else [claim.speaker]
    return [p.name for p in people if p.name]


def _parties(person: Speaker) -> list[str]:
    return person.affiliation if isinstance(person.affiliation, list) else [person.affiliation] if person.affiliation else []


def values(claim: Engagement | Statement) -> dict[str, list[str]]:
    """Values by field, each once; `who` holds single words of names, compared without article."""
    out: dict[str, list[str]] = {field: [] for field in FIELDS}
    out[WHO] = [word for name in names(claim) for word in name_words(name)]
    if isinstance(claim, Engagement):
        out[STATE] = [p.affiliation for p in claim.participants if p.affiliation] + ([claim.country] if claim.country else [])
        out[TOPIC] = list(claim.topics)
        out[DOCUMENT] = [comparable(d) for d in claim.documents]
        out[KIND], out[STATUS] = [claim.kind], [claim.status]
        out[ROLE] = [p.role for p in claim.participants]
        out[CITY] = [comparable(claim.city)] if claim.city else []
    else:
        out[STATE] = [*_parties(claim.speaker), *claim.to]
        out[ACT], out[KIND] = [claim.act], ["statement"]
        out[ROLE] = [claim.speaker.role] if claim.speaker.role else []
    return {field: list(dict.fromkeys(found)) for field, found in out.items()}


def comparable(value: str) -> str:
    """A value as it is compared: capitals and blanks don't count."""
    return " ".join(value.casefold().split())


def asked(field: str, value: str) -> str:
    """A value that a person asks for, as `values` has it."""
    value = " ".join(value.split())
    if field == STATE:
        return value.upper()
    if field == TOPIC and value.lower().startswith("situation:"):
        return "situation:" + value[10:].upper()
    if field in (DOCUMENT, CITY):
        return comparable(value)
    return value.lower().replace(" ", "_").replace("-", "_")


# ---------------------------------------------------------------- days
def days(value: str | None) -> tuple[int | None, int | None]:
    """First and last day of a date as numbers: `2015-08` gives 20150801 and 20150831. Nothing for what is no date."""
    if not value:
        return None, None
    first, _, last = value.partition("/")
    begin, end = _ends(first), _ends(last or first)
    if begin is None or end is None:
        return None, None
    return min(begin[0], end[0]), max(begin[1], end[1])


def _ends(value: str) -> tuple[int, int] | None:
    found = _DAY.fullmatch(value.strip()[:10])
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if month > 12 or day > 31 or (found[2] and not month) or (found[3] and not day):
        return None
    low = year * 10000 + (month or 1) * 100 + (day or 1)
    high = year * 10000 + (month or 12) * 100 + (day or 31)
    return low, high


def bounds(since: str | None, until: str | None) -> tuple[int | None, int | None]:
    """The days that `since` and `until` name, both included. Raises QueryError for what is no date."""
    ends: list[int | None] = []
    for name, value, place in (("since", since, 0), ("until", until, 1)):
        if value is None:
            ends.append(None)
            continue
        found = _ends(value)
        if found is None:
            raise QueryError(f"{name}: {value!r} is not a date; write 2015, 2015-08 or 2015-08-11")
        ends.append(found[place])
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        raise QueryError(f"since {since} is later than until {until}")
    return ends[0], ends[1]
