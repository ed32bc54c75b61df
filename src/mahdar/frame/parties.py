"""Is a candidate a contact at all: does it have two different parties, and whose are they?

In: a candidate and the report's entities. Out: yes or no, and why not.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout
from mahdar.frame.contact import FROM_BEFORE, Contact, Party
from mahdar.recognise.analysis import OWN_OFFICIALS, Actor
from mahdar.recognise.departments import RESIDENT

COUNTRIES = frozenset({"state", "capital"})
WITH_NEAR = 6  # words from a meeting to a state that one meets with
OF_NATIONS = 4  # words from the noun of a gathering to the word that says that it is one of states
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


class Parties:
    """Who the parties of a candidate are."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.analysis = layout.analysis
        self.states = self.analysis.pack.states
        self.body_types = self.analysis.pack.data.body_types
        self._untold: dict[int, bool] = {}

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
            lex, at = self.layout.lex, self.layout.token(contact.cue)
            beside = any(lex.is_(i, "margins") for i in (at - 1, at - 2))
            told = contact.when is not None or contact.where is not None or len(people) > 1 or beside
            named = [p for p in contact.parties if p.entity >= 0 and self.analysis.entities[p.entity].name is not None]
            comes = contact.where_rule == "destination of those who come" or any(p.rule in ("takes part", "invited") for p in named)
            abroad = contact.where is not None and contact.where.country is not None and comes and contact.where.country not in sides
            several = len(sides) >= 2 or abroad or self.hosted(contact) or self.with_untold(contact)
            many = any(self.multilateral(e) or (len(people) > 1 and self.moves(e)) for e in people)
            return told and bool(sides) and (several or many)
        unknown = [e for e in people if not self.affiliation(e)]
        if len(people) >= 2 and sides and contact.kind != "call" and any(self.untold(e) for e in unknown):
            return True
        dated = any(e.data.get("dated") for e in contact.cue.entries)
        if (contact.kind == "negotiation" or (contact.kind == "agreement" and not dated)) and self.factions(contact):
            return True  # "talks between the Libyan parties"
        if len(people) < 2 or not sides:
            return False
        return len(sides) >= 2 or (bool(unknown) and self.stand_apart(contact, unknown))

    def factions(self, contact: Contact) -> str:
        """The state whose parties, not told apart, deal with one another ("between the Libyan parties"), or an empty string."""
        return next((s for e in contact.people if e >= 0 and self.untold(e) and (s := self.affiliation(e)) in self.states), "")

    def with_untold(self, contact: Contact) -> bool:
        """Whether somebody of a side meets others who are not told apart."""
        told = any(self.affiliation(p.entity) for p in contact.parties if p.part != "attendee" and p.rule != FROM_BEFORE)
        return told and any(self.untold(e) for e in contact.people if e >= 0)

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
        words = range(self.layout.token(contact.cue), at + OF_NATIONS)
        return summit or any(lex.is_(i, word) for i in words for word in ("regional", "states", "donors"))

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
        if entity not in self._untold:
            found = self.analysis.entities[entity]
            actors = [self.analysis.actors[i] for i in found.mentions]
            named = found.kind == "party" and any(a.rule == "party not told apart" for a in actors)
            self._untold[entity] = named or (found.affiliation is None and any(self._of_states(a) for a in actors))
        return self._untold[entity]

    def _of_states(self, actor: Actor) -> bool:
        """Whether a group is one of the officials of several states ("the ambassadors of the European states", "leaders from twenty states")."""
        tokens = range(self.analysis.token_at(actor.start), self.analysis.token_at(actor.end) + OF_NATIONS)
        if actor.kind != "group" or not any(self.layout.lex.is_(i, "states") for i in tokens):
            return False
        here = self.layout.sentences[actor.sentence]
        if any(self.layout.lex.is_(i, "apart") for i in range(here.first, here.after)):
            return False  # "… each apart": each is told for himself
        # "received the ambassadors of several states": the report goes on to name them
        role = actor.role.value if actor.role is not None else ""
        told = (e.role.value for e in self.analysis.entities if e.role is not None and e.name is not None)
        return role not in RESIDENT or role not in told

    def far_states(self, contact: Contact) -> None:
        """ "… told in a press conference with X that Kenya wants to better its relations (well) with Ghana": where persons of two sides meet, a
        state that a "with" far behind the word leads to belongs to another noun."""
        actors = self.analysis.actors
        met = [p for p in contact.parties if p.part != "attendee" and p.actor >= 0]
        people = {self.affiliation(p.entity) for p in met if actors[p.actor].kind == "person"} - {""}
        at = self.analysis.token_at(contact.cue.end)
        far = [
            p
            for p in met
            if p.rule == "after with"
            and actors[p.actor].kind in COUNTRIES
            and self.analysis.token_at(actors[p.actor].start) - at > WITH_NEAR
        ]
        if len(people) > 1 and contact.kind in ("meeting", "call"):
            contact.parties = [p for p in contact.parties if p not in far]

    def multilateral(self, entity: int) -> bool:
        found = self.analysis.entities[entity]
        return found.kind == "party" and self.affiliation(entity) not in ("", *self.states) and not self.moves(entity)

    def moves(self, entity: int) -> bool:
        """Whether a party is a movement: among itself it holds no gathering of several."""
        return self.analysis.entities[entity].kind == "party" and self.body_types.get(self.affiliation(entity)) == "movement"

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

    def of_another_year(self, contact: Contact) -> bool:
        """Whether an accord has the day of a year before that of the report."""
        published = self.analysis.report.published
        told = contact.when.value if contact.when is not None else None
        return contact.kind == "agreement" and published is not None and told is not None and told[:4] < published.value[:4]

    def of_two_states(self, contact: Contact) -> bool:
        """ "The accords between Kenya and Ghana began early: the border treaty between the two was signed in 1964": the two states that the sentence
        names. Whether there are such."""
        for chain in self.layout.sentences[contact.sentence].chains:
            if (
                chain.end <= contact.cue.word
                and len(chain.members) == 2
                and all(self.analysis.actors[i].kind == "state" for i in chain.members)
            ):
                rule = "the two states of the sentence"
                contact.parties = [Party(self.analysis.actors[i].entity, "signatory", i, rule) for i in chain.members]
                contact.pair = False
                return True
        return False
