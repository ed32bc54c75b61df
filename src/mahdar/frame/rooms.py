"""Rooms: whose house a contact took place in, where the words tell the house and not the city.

In: a contact with the clauses that tell of it. Out: the state whose ministry, palace or office it was.
"""

from __future__ import annotations

from mahdar.frame.combine import Combiner
from mahdar.frame.contact import Contact, Party
from mahdar.recognise.analysis import Where
from mahdar.recognise.departments import RESIDENT, nation

ROOM = "in the host's house"
ABROAD = frozenset({"embassy", "consulate", "permanent_mission", "representative_office"})  # houses of a state in another
NO_HOUSE = RESIDENT | {"delegation"}
# Who sits in a house of this name, where his office is not that of its minister.
HEADS = {
    "foreign_ministry": frozenset({"foreign_minister", "deputy_foreign_minister"}),
    "defence_ministry": frozenset({"defence_minister"}),
    "interior_ministry": frozenset({"interior_minister"}),
    "finance_ministry": frozenset({"finance_minister"}),
    "presidency": frozenset({"president"}),
    "presidential_council": frozenset({"president"}),
    "cabinet": frozenset({"prime_minister"}),
    "government": frozenset({"prime_minister"}),
    "prime_minister_office": frozenset({"prime_minister"}),
    "parliament": frozenset({"speaker_of_parliament"}),
    "senate": frozenset({"speaker_of_parliament"}),
    "consultative_council": frozenset({"speaker_of_parliament"}),
    "royal_court": frozenset({"monarch", "crown_prince"}),
    "emiri_court": frozenset({"monarch", "crown_prince"}),
    "crown_prince_court": frozenset({"crown_prince"}),
}
MINISTRY = "_ministry"


def room(combiner: Combiner, contact: Contact) -> Where | None:
    """ "X met Y in the seat of the foreign ministry (of Kenya)", "… in the office of the prime minister": the state whose house it is."""
    for told in (contact, *contact.joined):
        lex = combiner.layout.lex
        analysis = combiner.analysis
        for i in range(analysis.token_at(told.start), analysis.token_at(told.end)):
            first = _seat(combiner, i)
            if first < 0:
                continue
            house = lex.find(i, "institution") or lex.find(first, "institution")
            office = lex.find(first, "office") if first > i else None
            match = office if house is None or (office is not None and office.end > house.end) else house
            if match is None:
                continue
            owner = nation(lex, lex.after(match))
            entry = match.get("institution")
            served = {e.value for e in match.entries if e.kind == "office"}
            if (entry is not None and entry.value in ABROAD) or (entry is None and served & NO_HOUSE):
                continue
            start, end = lex.tokens[i].start, match.end
            if owner is not None and owner[0].prefix in ("", lex.article) and owner[1] in ("nationality", "state"):
                return Where(start, owner[0].end, None, owner[2], "", "") if owner[2] in combiner.states else None
            if entry is not None and entry.data.get("affiliation"):
                return Where(start, end, None, entry.data["affiliation"], "", "")
            roles = served if entry is None else _heads(entry.value)
            host = _holder(combiner, contact, roles)
            if host is not None:
                return Where(start, end, None, combiner.affiliation(host.entity), "", "")
    return None


def _seat(combiner: Combiner, i: int) -> int:
    """The token where the name of a house begins, of which "in the seat of" at token i is told; i itself where the name has a word for a
    house; -1 where nothing of the kind stands there."""
    lex, words = combiner.layout.lex, combiner.layout.lex.words
    word = lex.word(i)
    joined = next((p for p in words["at"] if word.startswith(p)), "")
    bare = word[len(joined) :] if joined and not lex.is_(i, "seat") else word
    if not (lex.is_(i - 1, "in") or bare != word):
        return -1
    if bare in words["seat"]:
        return i + 2 if lex.is_(i + 1, "general") else i + 1
    return i if lex.article and bare.removeprefix(lex.article) in words["seat"] else -1


def _heads(house: str) -> frozenset[str]:
    return HEADS.get(house) or (frozenset({"minister"}) if house.endswith(MINISTRY) else frozenset())


def _holder(combiner: Combiner, contact: Contact, roles: frozenset[str] | set[str]) -> Party | None:
    """Who of the contact sits there: the only one of that office, else the subject where he has it."""
    entities = combiner.analysis.entities
    held = [
        p
        for p in contact.parties
        if p.part != "attendee"
        and p.entity >= 0
        and (role := entities[p.entity].role) is not None
        and role.value in roles
        and combiner.affiliation(p.entity) in combiner.states
    ]
    sides = {combiner.affiliation(p.entity) for p in held}
    if len(sides) > 1:
        held = [p for p in held if p.part == "host"] or [p for p in held if p.rule.startswith("subject")]
    return held[0] if len({combiner.affiliation(p.entity) for p in held}) == 1 else None
