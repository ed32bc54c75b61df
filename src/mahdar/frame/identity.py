"""Are two candidates the same contact, and is one a contact at all?

Two candidates are the same when their families agree, they share the parties that both name, and neither day, place nor status speaks against it.
A contact needs two different parties. In: candidates and the report's entities. Out: yes or no, and why not.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout
from mahdar.frame.contact import RESIDENT, Contact, Party, days_differ
from mahdar.recognise.analysis import OWN_OFFICIALS

OF_NATIONS = 4  # words from the noun of a gathering to the word that says that it is one of states
FAMILY = {"call": "call", "message": "message", "visit": "visit", "agreement": "agreement"}


def family(kind: str) -> str:
    return FAMILY.get(kind, "person")


# whose journey is nobody's visit, where no side is told or only the outlet's own state is assumed
OFFICELESS = frozenset(
    {
        "other",
        "business_figure",
        "former_official",
        "director",
        "spokesperson",
        "military_officer",
        "legislator",
        "governor",
        "party_leader",
        "secretary_general",
        "religious_leader",
        "opposition_figure",
        "adviser",
        "international_official",
    }
)


# offices of a state's own service: beside its rulers, told without a state, they are of that one
AT_A_MINISTRY = frozenset({"other", "deputy_foreign_minister", "director", "military_chief", "governor"})


class Identity:
    """The questions that the combining asks of candidates."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.analysis = layout.analysis
        self.states = self.analysis.pack.states
        self.body_types = self.analysis.pack.data.body_types

    def affiliation(self, entity: int) -> str:
        if entity < 0:
            return ""
        found = self.analysis.entities[entity].affiliation
        return found.value if found is not None else ""

    def sides(self, contact: Contact) -> set[str]:
        return {a for e in contact.people if (a := self.affiliation(e))}

    def foreign(self, contact: Contact) -> bool:
        """Whether two or more different parties take part (a visit: the traveller goes to another party's country)."""
        people = {e for e in contact.people if e >= 0}
        if self.mediated(contact):
            return contact.kind == "negotiation"
        sides = self.sides(contact)
        if contact.kind == "visit":
            if not people or contact.where is None or contact.where.country is None:
                return False
            # who travels decides, not a host told beside the place that is left
            sides = {a for p in contact.parties if p.part == "guest" and (a := self.affiliation(p.entity))} or sides
            guests = {p.entity for p in contact.parties if p.part == "guest" and p.entity >= 0}
            if guests and all(self.lesser_at_home(e) for e in guests):
                return False
            if not sides:
                return any(
                    (found := self.analysis.entities[e]).kind == "person"
                    and found.name is not None
                    and found.role is not None
                    and found.role.value not in OFFICELESS
                    for e in people
                )
            return sides != {contact.where.country}
        if contact.kind == "conference":
            told = contact.when is not None or contact.where is not None or len(people) > 1
            named = [p for p in contact.parties if p.entity >= 0 and self.analysis.entities[p.entity].name is not None]
            comes = contact.where_rule == "destination of those who come" or any(p.rule == "takes part" for p in named)
            abroad = contact.where is not None and contact.where.city is not None and comes and contact.where.country not in sides
            several = len(sides) >= 2 or abroad or self.hosted(contact)
            many = any(self.multilateral(e) or (len(people) > 1 and self.moves(e)) for e in people)
            return told and bool(sides) and (several or many)
        unknown = [e for e in people if not self.affiliation(e)]
        if len(people) >= 2 and sides and any(self.untold(e) for e in unknown):
            return True
        if len(people) < 2 or not sides:
            return False
        return len(sides) >= 2 or (bool(unknown) and self.stand_apart(contact, unknown))

    def hosted(self, contact: Contact) -> bool:
        """Whether a state is told as the host of a gathering of states ("the summit, the international forum that Norway will host"): others come
        to it, whoever they are."""
        hosts = [p.entity for p in contact.parties if p.part == "host" and p.entity >= 0]
        return self.of_nations(contact) and any(self.states_party(e) for e in hosts)

    def states_party(self, entity: int) -> bool:
        """Whether an entity is a state as a whole."""
        return self.analysis.entities[entity].kind == "party" and self.affiliation(entity) in self.states

    def of_nations(self, contact: Contact) -> bool:
        """Whether a gathering is told to be one of states: by an adjective or the word for states close behind its noun, or as "the summit"."""
        lex, at = self.layout.lex, self.analysis.token_at(contact.cue.end)
        summit = contact.definite and any(e.data.get("two") for e in contact.cue.entries if e.kind == "cue")
        return summit or any(lex.is_(i, word) for i in range(at, at + OF_NATIONS) for word in ("regional", "states"))

    def lesser_at_home(self, entity: int) -> bool:
        """Somebody of whom a lesser office is told without a state, so that the outlet's own was assumed: a headmaster, a manager, a captain."""
        found = self.analysis.entities[entity]
        own = found.affiliation is not None and found.affiliation.rule == OWN_OFFICIALS
        return own and found.role is not None and found.role.value in OFFICELESS

    def mediated(self, contact: Contact) -> bool:
        """Whether only those who mediate are told: between whom must be told elsewhere."""
        return contact.kind != "message" and bool(contact.parties) and all(p.part == "mediator" for p in contact.parties)

    def stand_apart(self, contact: Contact, unknown: list[int]) -> bool:
        """Whether named persons of an unknown side hold a place of their own in the clause, with nobody of the known side in it."""
        abroad = all(self._role(e) in RESIDENT for e in contact.people if e not in unknown)
        own = frozenset({"other"}) if abroad else AT_A_MINISTRY
        if any(self.analysis.entities[e].name is None or self._institution(e) or self._role(e) in own for e in unknown):
            return False
        lesser = all(self._role(e) in OFFICELESS for e in contact.people if e not in unknown)
        if lesser and any(self.analysis.entities[e].role is None for e in unknown):
            # a manager or governor and somebody of whom no office is told
            return False
        residents = all(self._role(e) in RESIDENT for e in unknown)
        if self.sides(contact) == {self.analysis.home} and not residents:
            # at home, somebody of whom no other side is told is most often of the outlet's own state
            return False
        rules = {p.rule for p in contact.parties if p.entity in unknown}
        if rules == {"after between"} and len(contact.people) == 2:
            return True
        return not any(p.rule in rules for p in contact.parties if p.entity not in unknown)

    def _role(self, entity: int) -> str:
        role = self.analysis.entities[entity].role
        return role.value if role is not None else ""

    def _institution(self, entity: int) -> bool:
        """A body of a state that the report does not name ("the municipality")."""
        return any(self.analysis.actors[i].kind == "institution" for i in self.analysis.entities[entity].mentions)

    def untold(self, entity: int) -> bool:
        """A party of its own that the report does not tell apart ("the powers", "the armed opposition")."""
        found = self.analysis.entities[entity]
        return found.kind == "party" and any(self.analysis.actors[i].rule == "party not told apart" for i in found.mentions)

    def multilateral(self, entity: int) -> bool:
        found = self.analysis.entities[entity]
        return found.kind == "party" and self.affiliation(entity) not in ("", *self.states) and not self.moves(entity)

    def moves(self, entity: int) -> bool:
        """Whether a party is a movement: among itself it holds no gathering of several."""
        return self.analysis.entities[entity].kind == "party" and self.body_types.get(self.affiliation(entity)) == "movement"

    def places_differ(self, a: Contact, b: Contact) -> bool:
        if a.where is None or b.where is None:
            return False
        if a.where.country and b.where.country and a.where.country != b.where.country:
            return True
        return bool(a.where.city and b.where.city and a.where.city != b.where.city)

    def same_people(self, new: Contact, old: Contact, *, many: bool = False) -> bool:
        """The parties both name agree: the smaller set lies in the larger, or each side of one is met by a person of the same side (`many`: or
        a gathering of many gets new ones)."""
        a, b = new.people, old.people
        if new.kind == "visit" and old.kind == "visit":
            # the travellers decide, hosts may be told once only
            a = {p.entity for p in new.parties if p.part == "guest"}
            b = {p.entity for p in old.parties if p.part == "guest"}
            return bool(a & b) or self.stands_for(a, b, loose=old.headline != new.headline)
        if any(self.told_as_two(one) and len(self.sides(other)) > 2 for one, other in ((new, old), (old, new))):
            return False
        if new.kind == old.kind == "conference" and (a & b or (new.definite and any(p.rule == "takes part" for p in new.parties))):
            # a gathering has many, and each sentence names some; "the summit" is the one told before
            return True
        if (
            self.joins(new)
            and not old.headline
            and self.sides(new)
            and (self.sides(new) <= self.sides(old) or (many and self.of_many(old)))
        ):
            return True
        if new.kind == old.kind == "negotiation" and (self.mediated(new) or self.mediated(old) or self.same_sides(new, old)):
            return True
        if (len(a & b) >= 2 and not self.others_met(a, b)) or (a and a <= b) or (b and b <= a):
            return True
        loose = old.headline != new.headline
        if a & b:
            rest_a, rest_b = a - b, b - a
            if loose and self.told_as_many(rest_a if new.headline else rest_b):
                # "X receives European ambassadors": whom the body names one by one
                return True
            return self.stands_for(rest_a, rest_b, loose=loose)
        return self.stands_for(a, b, loose=loose)

    def joins(self, contact: Contact) -> bool:
        """ "Taking part in the talks were X and Y": they are those of the talks told before."""
        return contact.kind in ("meeting", "negotiation") and self.adds(contact)

    def adds(self, contact: Contact, *, annexed: bool = False) -> bool:
        """Whether a sentence names some of those who take part in a gathering that it points back to (`annexed`: also by "the meeting of the
        group", which in Arabic has its article behind the noun)."""
        lex = self.layout.lex
        points = contact.definite or (annexed and lex.word(self.analysis.token_at(contact.cue.end)).startswith(lex.article))
        return points and any(p.rule == "takes part" for p in contact.parties)

    def of_many(self, contact: Contact) -> bool:
        """Whether a conference, or the sides of three states or more, meet: each further sentence can name some of them."""
        return contact.kind == "conference" or (family(contact.kind) == "person" and len(self.sides(contact)) > 2)

    def told_as_two(self, contact: Contact) -> bool:
        """ "A bilateral meeting" of two sides, "a summit between A and B"."""
        cue = self.analysis.token_at(contact.cue.end)
        between = contact.kind == "conference" and not contact.definite and all(p.rule == "after between" for p in contact.parties)
        return len(contact.people) == 2 and (between or any(self.layout.lex.is_(i, "bilateral") for i in (cue - 1, cue)))

    def another(self, new: Contact, old: Contact) -> bool:
        """ "The meeting comes days before a summit of the union": a gathering told without the article, before or after one of its sentence."""
        at = self.layout.token(new.cue)
        here = any(t.sentence == new.sentence and t.cue.start < new.cue.start for t in (old, *old.joined))
        apart = any(self.layout.lex.is_(i, "comes_apart") for i in range(at - 3, at))
        return new.kind == old.kind == "conference" and here and apart and not new.definite

    def answers(self, new: Contact, old: Contact) -> bool:
        """Whether who sends one letter receives the other."""
        sent, got = ({p.part: p.entity for p in c.parties} for c in (new, old))
        return new.kind == old.kind == "message" and any(
            a.get("sender", -1) == b.get("receiver", -2) >= 0 for a, b in ((sent, got), (got, sent))
        )

    def beside(self, contact: Contact) -> bool:
        """Whether a gathering is told only as what something was held beside ("on the margins of the session")."""
        at = self.layout.token(contact.cue)
        here = all(t.sentence == contact.sentence for t in contact.joined if not t.anaphor)
        return here and any(self.layout.lex.is_(i, "margins") for i in (at - 1, at - 2))

    def same_sides(self, new: Contact, old: Contact) -> bool:
        """Whether the same two sides or more negotiate, whoever is named for them."""
        mine, theirs = (
            {a for p in c.parties if p.part not in ("mediator", "host", "attendee") and (a := self.affiliation(p.entity))}
            for c in (new, old)
        )
        return mine == theirs and len(mine) > 1

    def others_met(self, a: set[int], b: set[int]) -> bool:
        """Whether the same persons of one side meet one side here and another there."""
        if len({self.affiliation(e) for e in a & b}) > 1:
            return False
        here, there = ({self.affiliation(e) for e in rest} for rest in (a - b, b - a))
        return bool(here) and bool(there) and not here & there and "" not in here | there

    def stands_for(self, a: set[int], b: set[int], *, loose: bool = False) -> bool:
        """Whether unnamed parties of one set can be the named persons of the other (same affiliation, no contradiction; `loose`: whatever
        office is told, for a headline tells the same contact in short)."""
        if not a or not b:
            return False
        vague = self._unnamed if loose else self._vague
        return any(
            all(vague(e) and any(self.affiliation(e) == self.affiliation(f) for f in other) for e in one) for one, other in ((a, b), (b, a))
        )

    def _nameless(self, entity: int) -> bool:
        """No person: a party without a name, or an institution that stands for its state."""
        found = self.analysis.entities[entity]
        return found.name is None or all(self.analysis.actors[i].kind == "institution" for i in found.mentions)

    def told_as_many(self, parties: set[int]) -> bool:
        """Whether a headline tells of a group alone, of no one state."""
        return (
            len(parties) == 1
            and all(self.blank(e) or (self.affiliation(e) not in self.states and self.analysis.entities[e].name is None) for e in parties)
            and all(self.analysis.actors[i].number == "pl" for e in parties for i in self.analysis.entities[e].mentions)
        )

    def _unnamed(self, entity: int) -> bool:
        return self._nameless(entity) and bool(self.affiliation(entity))

    def _vague(self, entity: int) -> bool:
        found = self.analysis.entities[entity]
        return (
            self._nameless(entity)
            and bool(self.affiliation(entity))
            and (found.kind == "party" or found.role is None or found.role.value in ("delegation", "other", "minister"))
        )

    def blank(self, entity: int) -> bool:
        """A party of which the report says neither name nor side ("a number of officials")."""
        return entity >= 0 and self.analysis.entities[entity].name is None and not self.affiliation(entity)

    def _stood_for(self, party: Party, parties: list[Party]) -> bool:
        """A delegation whose members are named beside it."""
        if party.entity < 0 or party.actor < 0 or self.analysis.actors[party.actor].kind != "delegation":
            return False
        side = self.affiliation(party.entity)
        return bool(side) and any(
            p.entity >= 0
            and p.part != "attendee"
            and self.affiliation(p.entity) == side
            and self.analysis.entities[p.entity].name is not None
            for p in parties
        )

    def _named_by(self, party: Party, old: Contact, new: Contact) -> bool:
        """Whether officials of a state, told without number, are those whom another telling names."""
        group = party.actor >= 0 and self.analysis.actors[party.actor].kind == "group" and old.status == new.status
        others = [p.entity for p in new.parties if p.part != "attendee"]
        return group and party.entity not in others and any(self.affiliation(party.entity) == self.affiliation(e) for e in others)

    def _state_word(self, party: Party) -> bool:
        """Whether a party is told by the bare name of its state."""
        return party.actor >= 0 and self.analysis.actors[party.actor].kind in ("state", "capital", "institution")

    def same(self, new: Contact, old: Contact, *, many: bool = False) -> bool:
        if family(new.kind) != family(old.kind) and not self.within_call(new, old):
            return False
        if (self.adds(new) and self.beside(old)) or self.another(new, old) or self.answers(new, old):
            return False
        if not self.same_people(new, old, many=many) or days_differ(new, old) or self.places_differ(new, old):
            return False
        if self.with_one_side(new, old) or self.with_one_side(old, new):
            return False
        if (
            new.background != old.background
            and new.kind in ("meeting", "call")
            and not self.same_day(new, old)
            and not self.same_city(new, old)
        ):
            return False
        if (
            new.kind != old.kind
            and {new.kind, old.kind} == {"meeting", "conference"}
            and not (many and self.joins(new) and self.of_many(old))
            and (len(new.people & old.people) < 2 or any(self.multilateral(e) for e in new.people ^ old.people))
        ):
            # two who take part in a body's gathering meet beside it
            return False
        if "held" in (new.status, old.status) and {new.status, old.status} & {"postponed", "cancelled"} and self.dated(new, old):
            # what took place on a day was not put off: the next one was
            return False
        if {new.status, old.status} & {"planned"} and {new.status, old.status} & {"held"}:
            # a plan and its holding in one report are two only where the days say so
            return self.tense_allows(new, old)
        return True

    def with_one_side(self, one: Contact, talks: Contact) -> bool:
        """Whether one contact is of the mediator of the other with one of its sides alone ("before the talks he received the minister of A")."""
        between = {p.entity for p in talks.parties if p.part == "mediator"}
        if one.kind != "meeting" or not between & one.people or any(p.part == "mediator" for p in one.parties):
            return False
        return bool(talks.people - between - one.people)

    def within_call(self, new: Contact, old: Contact) -> bool:
        """ "X called Y. He discussed with him …": a weak verb, told without day and place of its own, goes on about the call of the two; in
        the headline before it too."""
        call, other = (new, old) if old.headline and new.kind == "call" else (old, new)
        weak = any(e.data.get("pair") for e in other.cue.entries) and other.where is None and other.when is None
        return weak and call.kind == "call" and len(new.people) == 2 and new.people == old.people

    def dated(self, new: Contact, old: Contact) -> bool:
        """Whether the one that took place has a day or month."""
        held = new if new.status == "held" else old
        return held.when is not None and held.when.value is not None

    def same_day(self, a: Contact, b: Contact) -> bool:
        return a.when is not None and b.when is not None and a.when.value is not None and a.when.value == b.when.value

    def same_city(self, a: Contact, b: Contact) -> bool:
        return a.where is not None and b.where is not None and a.where.city is not None and a.where.city == b.where.city

    def tense_allows(self, new: Contact, old: Contact) -> bool:
        return new.headline or old.headline or new.kind != "visit" or not (new.when and old.when)

    def why_not(self, contact: Contact) -> str:
        """In words, why a candidate is no engagement of two parties."""
        sides = self.sides(contact)
        if not contact.people:
            return "nobody is named as taking part"
        if contact.kind == "visit":
            return "no destination is told" if contact.where is None else "the traveller's own country"
        if len(contact.people) == 1:
            return "one party only"
        return f"officials of one state among themselves ({', '.join(sorted(sides))})" if sides else "whom they represent is not said"
