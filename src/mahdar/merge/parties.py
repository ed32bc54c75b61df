"""Can two participants be one and the same? By name where both have one (`resolve.compare`), else by office and state."""

from __future__ import annotations

from functools import lru_cache

from mahdar.merge.model import Party
from mahdar.resolve.compare import score

# Names from here on are one person's; full names from `SURE` on are, whatever office or state was read beside them.
NAMED, SURE = 0.5, 0.9
# How much a match says, by what it rests on.
BY_NAME, BY_OFFICE, BY_DELEGATION, MISREAD, BY_STATE, NONE = 1.0, 0.85, 0.7, 0.6, 0.4, 0.0
# Roles that tell nobody apart.
VAGUE = frozenset({"delegation", "other", "minister", "director", "adviser", "international_official", "former_official", "legislator"})
# Offices that one person holds: with different ones, a name of a single word is not enough.
SINGULAR = frozenset({"monarch", "crown_prince", "president", "vice_president", "prime_minister", "foreign_minister", "defence_minister"})
# Offices that a state has once at a time: two names in one of them on the same days are one person, one of the names misread.
SOLE = frozenset({"monarch", "prime_minister", "foreign_minister"})


@lru_cache(maxsize=500_000)
def _names(a: str, b: str) -> float:
    return 1.0 if a == b else score(a, b)


def likeness(a: str, b: str) -> float:
    """How likely two names are one person's (symmetric, cached)."""
    return _names(a, b) if a <= b else _names(b, a)


def match(a: Party, b: Party, *, alike: bool = False, one_sentence: bool = False) -> float:
    """0 (two different ones) to 1 (one person by name). In sentences that are alike, two names in an office that a state has once are one
    person; in one and the same sentence, an office read with two states is one office."""
    if a.name and b.name:
        level = _by_name(a, b)
        sole = alike and a.role == b.role and a.role in SOLE and a.affiliation is not None and a.affiliation == b.affiliation
        return MISREAD if level == NONE and sole else level
    if one_sentence and a.role == b.role and a.role not in VAGUE and a.affiliation != b.affiliation:
        return MISREAD
    if not a.affiliation or a.affiliation != b.affiliation:
        return NONE
    vague = (a.role in VAGUE) + (b.role in VAGUE)
    if not vague:
        return BY_OFFICE if a.role == b.role else NONE
    if vague == 2:
        return BY_DELEGATION if a.role == b.role == "delegation" else BY_STATE
    return BY_STATE


def _by_name(a: Party, b: Party) -> float:
    alike = likeness(a.name or "", b.name or "")
    if alike < NAMED:
        return NONE
    single = len((a.name or "").split()) == 1 or len((b.name or "").split()) == 1
    states = a.affiliation and b.affiliation and a.affiliation != b.affiliation
    offices = a.affiliation == b.affiliation and a.role != b.role and a.role in SINGULAR and b.role in SINGULAR
    if single and (states or offices):
        return NONE
    if alike < SURE and (states or offices):
        return NONE
    return BY_NAME


def rivals(a: Party, b: Party) -> bool:
    """Two named persons of one state who are not the same."""
    return bool(a.name and b.name and a.affiliation and a.affiliation == b.affiliation and match(a, b) == NONE)
