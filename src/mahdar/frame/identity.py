"""Are two candidates the same contact?

Two candidates are the same when their families agree, they share the parties that both name, and neither day, place nor status speaks against it.
In: candidates and the report's entities. Out: yes or no.
"""

from __future__ import annotations

from mahdar.frame.contact import MONTH, PRESENT, Contact, Party, days_differ
from mahdar.frame.parties import Parties

FAMILY = {"call": "call", "message": "message", "visit": "visit", "agreement": "agreement"}


def family(kind: str) -> str:
    return FAMILY.get(kind, "person")


class Identity(Parties):
    """The questions that the combining asks of candidates."""

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
        if self.credentials(new) and self.credentials(old) and {p.entity for p in new.parties if p.part == "host"} & b:
            return True  # one ceremony, of which each sentence names some ambassadors
        if any(len(self.sides(other)) > 2 and self.apart_from(one, other) for one, other in ((new, old), (old, new))):
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
        if new.kind == old.kind == "negotiation" and (self.of_factions(new, old) or self.of_factions(old, new)):
            return True
        if (len(a & b) >= 2 and not self.others_met(a, b)) or (a and a <= b) or (b and b <= a):
            return True
        loose = old.headline != new.headline
        if a & b:
            rest_a, rest_b = a - b, b - a
            if loose and self.told_as_many(rest_a if new.headline else rest_b):
                # "X receives European ambassadors": whom the body names one by one
                return True
            if rest_a and rest_b and all(self.blank(e) for e in rest_a | rest_b) and self.roles_of(rest_a) == self.roles_of(rest_b):
                return True  # "gave a dinner for the ambassadors of several states. He spoke with the ambassadors of the states"
            return self.stands_for(rest_a, rest_b, loose=loose)
        return self.stands_for(a, b, loose=loose)

    def roles_of(self, entities: set[int]) -> set[str]:
        """The offices of those in a set."""
        return {found.role.value if (found := self.analysis.entities[e]).role is not None else "" for e in entities}

    def credentials(self, contact: Contact) -> bool:
        """Whether ambassadors present their credentials."""
        entry = contact.cue.get("cue")
        return contact.kind == "meeting" and entry is not None and bool(entry.data.get("sent_by"))

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

    def apart_from(self, contact: Contact, many: Contact) -> bool:
        """Whether a contact is one of two, and no telling of a gathering of more ("X met Y", who both took part in the conference)."""
        return self.told_as_two(contact) or (many.kind == "conference" and self.one_met_other(contact))

    def one_met_other(self, contact: Contact) -> bool:
        """Whether a verb in the body of the report says of two named persons that one met the other."""
        entry = contact.cue.get("cue")
        verb = entry is not None and entry.data.get("class") == "verb" and not entry.data.get("pair") and not contact.headline
        rules = {p.rule for p in contact.parties}
        named = all(e >= 0 and self.analysis.entities[e].name is not None for e in contact.people)
        return (
            verb and named and len(contact.people) == 2 and contact.kind == "meeting" and bool(rules & {"object of the verb", "after with"})
        )

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

    def of_factions(self, one: Contact, other: Contact) -> bool:
        """Whether a movement of that state is named in the other telling of "talks between the Libyan parties"."""
        state, states = self.factions(one), self.analysis.pack.data.body_states
        return bool(state) and any(states.get(side) == state for side in self.sides(other))

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
            return self.tense_allows(new, old) and not self.long_before(new, old)
        return not self.in_earlier_month(new, old)

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
        return new.headline or old.headline or new.kind != "visit" or not (new.when and old.when) or self.same_day(new, old)

    def long_before(self, a: Contact, b: Contact) -> bool:
        """ "He will hold talks with X. He met X in March": what took place in an earlier month is not what is planned for no day."""
        held, planned = (a, b) if a.status == "held" else (b, a)
        published = self.analysis.report.published
        told = held.when.value if held.when is not None else None
        if published is None or told is None or planned.headline or planned.background or planned.when is not None:
            return False
        return planned.status_at is not None and planned.status_at[2] != PRESENT and told[:MONTH] < published.value[:MONTH]

    def in_earlier_month(self, new: Contact, old: Contact) -> bool:
        """ "X received a call from Y. X had a call from Y in February": what is told later of an earlier month is not the news before it."""
        published, told = self.analysis.report.published, new.when.value if new.when is not None else None
        if (
            published is None
            or told is None
            or old.when is not None
            or old.headline
            or old.background
            or new.kind not in ("meeting", "call")
        ):
            return False
        verb = old.light is not None or any(e.data.get("class") == "verb" for e in old.cue.entries)
        news = verb and new.status == old.status == "held" and new.sentence > old.sentence and len(new.people) > 1
        return news and told[:MONTH] < published.value[:MONTH]

    def last_of(self, contact: Contact) -> bool:
        """ "Their last meeting was in Oslo in April": one before those told, with its day or place."""
        at = self.layout.token(contact.cue)
        return self.layout.lex.is_(at - 1, "first_of") and (contact.when is not None or contact.where is not None)

    def elsewhere(self, contact: Contact, before: Contact) -> bool:
        """Whether a contact is told in another city than that of the two before it, with its place in its own words."""
        here, there = contact.where, before.where
        own = here is not None and here.city is not None and contact.cue.end <= here.start < contact.end
        return own and there is not None and there.city is not None and here is not None and here.city != there.city
