"""Who travels with whom: the members of a delegation, and those said in a sentence of their own to go along with a visitor.

In: the contacts of a report. Out: guests added to its visits.
"""

from __future__ import annotations

import msgspec

from mahdar.frame.attendance import Attendance
from mahdar.frame.chains import Chain
from mahdar.frame.clauses import PEOPLE
from mahdar.frame.contact import GATHERINGS, Contact, Party
from mahdar.frame.cues import Framer
from mahdar.model import INFERRED
from mahdar.recognise.analysis import LONG, OWN_OFFICIALS, Actor
from mahdar.recognise.entities import HEADS_DELEGATION
from mahdar.recognise.matcher import Match

BESIDE = frozenset({"accompanies", "goes along"})
ALONG = 14  # words from the visitor to those who go along with him: time and place may stand between
UNNAMED = frozenset({"group", "delegation"})
BEHIND = 2  # sentences from a visit to those who go along


class Retinue(Attendance):
    """Those who come along."""

    def retinue(self, contacts: list[Contact]) -> None:
        """ "The delegation includes …": those named travel with the guests of the last visit told."""
        framer = Framer(self.layout, self.voices)
        for verb in self.analysis.of_in("includes", *self.within()):
            index = self.analysis.sentence_of(verb.start)
            if index < 0 or self.goes_along(framer, contacts, verb, index):
                continue
            retinues = self.analysis.of_in("retinue", verb.start - LONG, verb.end + LONG)
            close = [m for m in retinues if 0 <= m.word - verb.end < 30 or 0 <= verb.word - m.end < 4]
            group = self.made_up(framer, index, verb)
            met = next((c for c in contacts if c.kind != "visit" and c.sentence == index and self.part_of(group, c)), None)
            if met is not None:
                self.members(framer, met, verb, index, group)
                continue
            visits = [c for c in contacts if c.kind == "visit" and c.sentence <= index and not c.headline] or [
                c for c in contacts if c.kind == "visit"
            ]
            if not (close or group is not None):
                continue
            if not visits and (led := self.led(contacts, index, group)) is not None:
                self.members(framer, led[0], verb, index, group, led[1])
            if not visits:
                continue
            for leg in [v for v in visits if v.cue is visits[-1].cue]:
                self.members(framer, leg, verb, index, group)

    def led(self, contacts: list[Contact], index: int, group: Actor | None) -> tuple[Contact, Party] | None:
        """The meeting told last, in a sentence or the one before it, of one who heads a delegation, with him: "received a delegation headed by X. It
        includes …", "received X at the head of a delegation that includes …"."""
        for contact in reversed(contacts):
            told = max(t.sentence for t in (contact, *contact.joined) if t.sentence <= index) if contact.sentence <= index else -1
            if contact.kind not in GATHERINGS or told < 0 or index - told > BEHIND:
                continue
            for party in contact.parties:
                if party.actor < 0 or party.part == "attendee":
                    continue
                head = self.analysis.actors[party.actor]
                ahead = group is not None and told == index and group.start - head.end >= 0 and self.at_head(group)
                if head.rule == HEADS_DELEGATION or (ahead and head.kind == "person" and self.last_before(group, head)):
                    return contact, party
            return None
        return None

    def at_head(self, group: Actor) -> bool:
        """Whether a delegation is told as the one that somebody is at the head of."""
        return self.layout.lex.is_(self.analysis.token_at(group.start) - 1, "at_head")

    def last_before(self, group: Actor | None, head: Actor) -> bool:
        """Whether nobody else is told between somebody and a delegation."""
        return group is not None and not any(a.kind == "person" for a in self.layout.mentions_in(head.end, group.start))

    def made_up(self, framer: Framer, index: int, verb: Match) -> Actor | None:
        """The delegation right before a verb ("a Portuguese delegation that (since yesterday) includes …"), or in its sentence with nothing but
        who heads it in between ("headed by X, that includes …")."""
        at = self.layout.token(verb)
        for chain in reversed(self.layout.sentences[index].chains):
            actor = self.analysis.actors[chain.members[-1]]
            if chain.after > at:
                continue
            if chain.relation == "to" and actor.kind not in PEOPLE and not framer.words_apart(chain.after, at):
                at = chain.first - 1  # where it goes
                continue
            if actor.kind == "delegation":
                return actor if chain.after == at or not framer.words_apart(chain.after, at) else None
            if chain.relation != "led_by" or at - chain.after > 1:
                return None
            at = self.layout.token(verb) if chain.link < 0 else self.analysis.token_at(chain.link)
        return None

    def part_of(self, group: Actor | None, contact: Contact) -> str:
        """What a delegation does in a contact; empty where it takes no part in it, or is only present."""
        found = next((p.part for p in contact.parties if group is not None and p.entity == group.entity), "")
        return found if found != "attendee" else ""

    def members(self, framer: Framer, contact: Contact, verb: Match, index: int, group: Actor | None, head: Party | None = None) -> None:
        """Add the members of a delegation to the guests of a visit, or to those who met with it."""
        part = (self.part_of(group, contact) or "guest") if contact.kind != "visit" else "guest"
        part = head.part if head is not None else part
        guests = {self.combiner.affiliation(p.entity) for p in contact.parties if p.part == part}
        known = {p.entity for p in contact.parties}
        entry, of = verb.get("includes"), True
        for chain in self.layout.sentences[index].chains:
            led = chain.relation and (chain.link != verb.start or self.analysis.actors[chain.members[0]].kind == "delegation")
            if of and chain.relation == "from" and entry is not None and entry.data.get("of") and chain.start > verb.end:
                led = of = False  # "made up of X": the first of them stands behind "of"
            if chain.start < verb.end or led or (chain.particle and chain.particle not in self.layout.lex.words["lam"]):
                continue
            for party in framer.parties(chain, part, "in the delegation", PEOPLE):
                self.side_of_retinue(party, contact, group, head)
                side = self.combiner.affiliation(party.entity)
                if party.entity not in known and (side in guests or not side) and chain.particle == "":
                    known.add(party.entity)
                    contact.parties.append(party)
        self.make_it_up(contact, group)

    def make_it_up(self, contact: Contact, group: Actor | None) -> None:
        """Who makes up the delegation (`group`, where it is told right before) stands for it, and those named also for the many others in it."""
        entities = self.analysis.entities
        members = [p for p in contact.parties if p.rule == "in the delegation"]
        many = [p for p in members if self.analysis.actors[p.actor].kind in UNNAMED and entities[p.entity].name is None]
        if len(many) < len(members):
            sides = {self.combiner.affiliation(p.entity) for p in members if p not in many}
            whole = [p for p in contact.parties if p.part == "guest" and self.whole(p) and self.combiner.affiliation(p.entity) in sides]
            contact.parties = [p for p in contact.parties if p not in many and p not in whole]
        if group is not None and members:
            contact.parties = [p for p in contact.parties if p.entity != group.entity]

    def whole(self, party: Party) -> bool:
        """Whether a party is a delegation told without a person."""
        entity = self.analysis.entities[party.entity]
        return entity.name is None and party.actor >= 0 and self.analysis.actors[party.actor].kind == "delegation"

    def at_home_along(self, contact: Contact) -> None:
        """Who goes along with a guest and is of the host's own state is there besides."""
        hosts = {self.combiner.affiliation(p.entity) for p in contact.parties if p.part == "host"} - {""}
        guests = {self.combiner.affiliation(p.entity) for p in contact.parties if p.part == "guest" and p.rule not in BESIDE} - {""}
        for party in contact.parties:
            if party.part == "guest" and party.rule in BESIDE and self.combiner.affiliation(party.entity) in hosts - guests:
                party.part = "attendee"

    def goes_along(self, framer: Framer, contacts: list[Contact], verb: Match, index: int) -> bool:
        """ "Accompanying the president on this visit are A and B": guests of his visit, or of the meeting where he is a guest. Whether the verb
        tells of that."""
        entry = verb.get("includes")
        if entry is None or not entry.data.get("along"):
            return False
        behind = [c for c in self.layout.sentences[index].chains if c.start >= verb.end]
        if not behind or behind[0].first - self.analysis.token_at(verb.end) > 1 or len(behind[0].members) > 1:
            return False
        whom = self.analysis.actors[behind[0].members[0]]
        rest = [c for c in behind[1:] if framer.bare(c, PEOPLE)]
        if whom.kind != "person" or not rest or rest[0].first - behind[0].after > ALONG:
            return False
        self.come_with(framer, contacts, whom.entity, rest[0], index)
        return True

    def followers(self, contacts: list[Contact]) -> None:
        """ "With him are A and B", in a sentence that tells of no contact of its own: they go along with the visitor told before."""
        framer = Framer(self.layout, self.voices)
        told = {t.sentence for c in contacts for t in (c, *c.joined)}
        for sentence in self.layout.sentences[self.part.start : self.part.stop]:
            if sentence.index in told:
                continue
            first = sentence.chains[0] if sentence.chains else None
            link = self.analysis.token_at(first.link) if first is not None and first.relation == "accompanied" else sentence.after
            if first is not None and link - sentence.first < BEHIND:
                self.come_with(framer, contacts, -1, first, sentence.index)

    def come_with(self, framer: Framer, contacts: list[Contact], whom: int, chain: Chain, index: int) -> None:
        """Add those of a chain to the guests of the last visit told (of entity `whom`, where it is not -1)."""
        for kind in ("visit", "meeting"):
            for contact in reversed(contacts):
                guests = {p.entity for p in contact.parties if p.part == "guest"}
                if contact.kind != kind or contact.sentence > index or not guests or (whom >= 0 and whom not in guests):
                    continue
                if whom < 0 and index - max(t.sentence for t in (contact, *contact.joined)) > BEHIND:
                    continue
                known = {p.entity for p in contact.parties}
                for party in framer.parties(chain, "guest", "goes along", PEOPLE):
                    self.side_of_retinue(party, contact)
                    if party.entity not in known:
                        contact.parties.append(party)
                return

    def side_of_retinue(self, party: Party, visit: Contact, group: Actor | None = None, head: Party | None = None) -> None:
        """A member of the delegation (`group`, where it is told right before) whose state was only guessed from the outlet belongs to the side of
        the one who leads it."""
        entity = self.analysis.entities[party.entity]
        mine = entity.affiliation
        leaders = [
            found
            for p in visit.parties
            if (p is head if head is not None else p.entity == group.entity if group is not None else p.part == "guest")
            and p.rule != "in the delegation"
            and (found := self.analysis.entities[p.entity].affiliation) is not None
        ]
        if leaders and len({f.value for f in leaders}) == 1 and (mine is None or mine.rule == OWN_OFFICIALS):
            entity.affiliation = msgspec.structs.replace(
                leaders[0], how=INFERRED, rule="side of the delegation", reason="a member of the delegation that this side leads"
            )
