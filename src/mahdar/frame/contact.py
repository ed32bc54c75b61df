"""Candidate contacts: what one cue and its arguments say, before mentions of the same contact are put together."""

from __future__ import annotations

import msgspec

from mahdar.recognise.analysis import When, Where
from mahdar.recognise.matcher import Match

PRESENT = "present for what is to come"
RECEPTION = "was there to receive"
SIGNS_FOR = "signs for a side"
BY_ADJECTIVE = "adjective of the noun"
DAY, MONTH = 10, 7  # letters of an ISO day and month
GATHERINGS = frozenset({"meeting", "conference", "negotiation"})  # kinds in which parties come together
FROM_BEFORE = "subject of the sentence before"
BODY_ADJECTIVE = "adjective of a body"


class Party(msgspec.Struct, gc=False):
    """One who takes part: an entity of the report in a part, the mention it was read from, and the rule."""

    entity: int
    part: str
    actor: int
    rule: str


class Contact(msgspec.Struct, gc=False):
    """What one cue says. `start`/`end` is its clause (folded offsets), `light` the verb that carries a cue noun.

    `anaphor`: the noun points back to a contact told before ("during the meeting") and adds to it only.
    `pair`: its parties are the two spoken of before, at the mention `two`.
    `joined` holds further contacts found to be the same, `why` the reasons; `further` those that the same cue tells of beside it.
    """

    kind: str
    cue: Match
    sentence: int
    start: int
    end: int
    parties: list[Party]
    rule: str
    status: str = "held"
    status_at: tuple[int, int, str] | None = None
    when: When | None = None
    where: Where | None = None
    where_rule: str = ""
    city_rule: str = ""
    anaphor: bool = False
    pair: bool = False
    two: int = -1
    headline: bool = False
    quoted: bool = False
    definite: bool = False
    background: bool = False
    light: Match | None = None
    accord: Match | None = None
    joined: list[Contact] = []
    further: list[Contact] = []
    why: list[str] = []

    @property
    def people(self) -> set[int]:
        """Entities that take part, attendees left out."""
        return {p.entity for p in self.parties if p.part != "attendee"}


def days_differ(a: Contact, b: Contact) -> bool:
    """Whether the days of two contacts exclude each other (a month holds its days, ranges may overlap)."""
    if a.when is None or b.when is None or a.when.value is None or b.when.value is None:
        return False
    x, y = a.when.value, b.when.value
    if x == y or x.startswith(y) or y.startswith(x):
        return False
    if "/" in x or "/" in y:
        (x1, x2), (y1, y2) = (v.split("/") if "/" in v else (v, v) for v in (x, y))
        return x2 < y1 or y2 < x1
    return True
