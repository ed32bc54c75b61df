"""What contacts of one report share: the day of one contact holds for the others of the same journey.

In: the contacts after each was finished alone. Out: days of those that had none, where the others leave one answer.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from mahdar.frame import slots
from mahdar.frame.contact import DAY, GATHERINGS, MONTH, Contact, days_differ
from mahdar.frame.report_day import ReportDay
from mahdar.frame.voices import voice_at
from mahdar.model import FROM_EARLIER
from mahdar.recognise.analysis import When
from mahdar.recognise.lexer import CLOSING
from mahdar.recognise.matcher import Match

NEAR = 2  # sentences from a meeting to what was signed at it
GUESSED = frozenset(  # rules of places that no word of the contact tells
    {"the host receives at home", "dateline in the host's state", "dateline in the state of one side", "dateline of the report on it"}
)
PART_IN = 6  # words from "on the margins of" to the gathering in whose work somebody takes part


class Together(ReportDay):
    """Fills days from the other contacts of the same persons."""

    def share(self, contacts: list[Contact]) -> None:
        """Give each contact without a day that of its visit or lead, then that of the others there."""
        for contact in contacts:
            self.fits_report(contact)
            self.put_off(contact, contacts)
            self.ahead_too(contact, contacts)
            if contact.when is None:
                self.imply_day(contact, contacts)
        told = [c for c in contacts if c.kind in GATHERINGS | {"visit"} and c.status in ("held", "planned") and not c.background]
        # days that were told, so that a day once shared is not shared further
        days = {id(c): c.when for c in told}
        for contact in contacts:
            self.beside(contact, contacts)
            self.handed_there(contact, contacts)
        for contact in told:
            if contact.when is None and contact.kind != "conference":
                self.share_day(contact, told, days)
        there = [c for c in contacts if c.kind in GATHERINGS | {"visit"} and c.where is not None]
        for contact in contacts:
            if contact.kind in GATHERINGS and contact.where is None and not contact.background:
                self.share_place(contact, there)
            elif contact.kind == "agreement" and contact.status == "held" and not contact.background:
                self.signed_there(contact, contacts)

    def imply_day(self, contact: Contact, contacts: list[Contact]) -> None:
        """A meeting at the place of a visit under way on the day that the report's lead names, told as today's news."""
        if contact.status == "held" and self.layout.lex.is_(self.layout.token(contact.cue) - 1, "day_after"):
            self.day_before(contact, contacts)
            return
        if contact.kind == "visit" and contact.status == "held" and slots.circumstance(self.layout, contact.cue) and self.speaks(contact):
            if not self.layout.lex.is_(self.layout.token(contact.cue) - 1, "after"):
                self.day_of_lead(contact)
            return
        if contact.status not in ("held", "planned") or contact.kind not in ("meeting", "call", "negotiation") or contact.background:
            return
        if self.before_other(contact, contacts):
            return
        for visit in contacts:
            if (
                visit.kind == "visit"
                and (visit.status == "held" or visit.status == contact.status)
                and visit.when is not None
                and visit.when.value is not None
                and (len(visit.when.value) == DAY or contact.status == visit.status == "planned")
                and (self.recent(visit.when.value) if contact.status == "held" else not self.over(visit.when.value))
            ):
                guests = {p.entity for p in visit.parties if p.part == "guest"}
                there = contact.where is not None and visit.where is not None and contact.where.country == visit.where.country
                # who arrived on the day of the report met on it, in whatever order that is told
                today = contact.status == "held" and self.today(visit.when.value)
                if there and guests & contact.people and (today or not visit.background):
                    contact.when = msgspec.structs.replace(
                        visit.when, how=FROM_EARLIER, reason=f"{visit.when.reason}; the day of the visit".strip("; ")
                    )
                    return
        if contact.status == "held" and not self.left(contacts):
            self.day_of_lead(contact)

    def left(self, contacts: list[Contact]) -> bool:
        """Whether the lead tells that somebody left: whom he met there he met before that day."""
        told = (t for c in contacts if c.kind == "visit" for t in (c, *c.joined) if t.sentence == self.lead)
        return any(slots.ends(self.layout, t) for t in told)

    def day_of_lead(self, contact: Contact) -> None:
        """The only day that the lead names, for what is told right behind it, or further on with "also" or "this came after …", and for what
        the lead's speaker tells."""
        if self.layout.lex.is_(self.layout.token(contact.cue) - 1, "outcome"):
            return  # what is told of its results took place before
        lead = self.lead
        if not any(self.analysis.whens_in(*self.analysis.sentences[lead])) and self.second_headline(lead):
            lead += 1
        start, end = self.analysis.sentences[lead]
        days = [w for w in self.analysis.whens_in(start, end) if w.value is not None and len(w.value) == DAY and not self.of_accord(w)]
        days = [w for w in days if not self.layout.of_issue(w) and not (contact.status == "held" and self.ahead(w.value or ""))]
        voice = voice_at(self.voices, contact.cue.start)
        first = self.layout.sentences[contact.sentence].first
        came = self.layout.lex.is_(first, "came") and self.layout.lex.is_(first + 1, "this")
        if voice is not None and not came and not any(voice.start <= w.start < voice.end for w in days):
            # the lead's day is that of the saying, the contact is what was said; not where "this came in the course of a call with X" of it
            return
        if contact.sentence != lead and self.dated_before(contact):
            return
        further = self.layout.lex.is_(first, "further") and contact.light is not None
        close = contact.sentence <= lead + 2 or further or came
        if len({w.value for w in days}) == 1 and close:
            contact.when = msgspec.structs.replace(
                days[0], how=FROM_EARLIER, reason=f"{days[0].reason}; the day that the lead names".strip("; ")
            )

    def dated_before(self, contact: Contact) -> bool:
        """Whether a time stands before a contact in its sentence, vague or of something else: what follows took place then ("X came a week ago,
        and held talks")."""
        start = self.analysis.sentences[contact.sentence][0]
        return any(w.end <= contact.cue.start for w in self.analysis.whens_in(start, contact.cue.start))

    def second_headline(self, sentence: int) -> bool:
        """Whether a sentence before the last one is a line of its own that no mark ends."""
        start, end = self.analysis.sentences[sentence]
        last = self.analysis.view.text[start:end].rstrip()[-1:]
        return sentence + 1 < len(self.analysis.sentences) and (last.isalnum() or last in CLOSING)

    def of_accord(self, day: When) -> bool:
        """Whether a day is that of an accord ("the accord signed on …")."""
        at = self.analysis.token_at(day.start)
        cues = self.analysis.of_in("cue", self.layout.lex.tokens[max(at - 2, 0)].start, day.start)
        return any((e := m.get("cue")) is not None and e.data.get("dated") for m in cues)

    def speaks(self, contact: Contact) -> bool:
        """Whether the lead is about one of those who take part."""
        start, end = self.analysis.sentences[self.lead]
        return any(a.entity in contact.people for a in self.layout.mentions_in(start, end) if a.kind == "person")

    def day_before(self, contact: Contact, contacts: list[Contact]) -> None:
        """ "… received a day after a visit to X": the day before that of the others who took part then."""
        found = {
            c.when.value: c.when
            for c in contacts
            if c.status == "held"
            and c.people & contact.people
            and c.when is not None
            and c.when.value is not None
            and len(c.when.value) == DAY
        }
        if len(found) == 1:
            other = next(iter(found.values()))
            day = date.fromisoformat(other.value or "") - timedelta(1)
            reason = f"{other.reason}; the day before".strip("; ")
            contact.when = msgspec.structs.replace(other, value=day.isoformat(), how=FROM_EARLIER, reason=reason, alternatives=())

    def before_other(self, contact: Contact, contacts: list[Contact]) -> bool:
        """ "The meeting came after a visit to X, where he met Y": what is told behind "after" took place before the contact pointed to."""
        lex = self.layout.lex
        for other in contacts:
            for told in other.joined:
                if other is not contact and told.anaphor and told.sentence == contact.sentence and told.cue.start < contact.cue.start:
                    between = range(self.analysis.token_at(told.cue.end), self.layout.token(contact.cue))
                    if any(lex.is_(i, "after") for i in between):
                        return True
        return False

    def put_off(self, contact: Contact, contacts: list[Contact]) -> None:
        """What was planned for a visit that was put off or called off shares its lot."""
        visit = (
            self.visit_of(contact, contacts) if contact.kind == "meeting" and contact.status == "planned" and contact.background else None
        )
        if visit is not None and visit.status in ("postponed", "cancelled"):
            contact.status, contact.status_at = visit.status, visit.status_at
            contact.when = contact.when or visit.when

    def ahead_too(self, visit: Contact, contacts: list[Contact]) -> None:
        """ "X will receive Y the day after tomorrow, in the course of his visit": a visit told only as what the meeting to come belongs to."""
        lex, at = self.layout.lex, self.layout.token(visit.cue)
        told = lex.is_(at - 1, "circumstance") or lex.is_(at - 1, "frame_of")
        if visit.kind != "visit" or visit.status != "held" or visit.when is not None or visit.joined or not told:
            return
        after = self.analysis.token_at(visit.cue.end)
        if any(lex.is_(i, "now") or lex.is_(i, "present") for i in range(after, after + PART_IN)):
            return
        for other in contacts:
            if other.kind == "meeting" and other.sentence == visit.sentence and other.status == "planned" and other.people & visit.people:
                visit.status, visit.status_at = "planned", other.status_at
                return

    def beside(self, contact: Contact, contacts: list[Contact]) -> None:
        """ "On the margins of the summit he met Y": day and place are those of the gathering that the words point to."""
        # by words of its own, or pointed to right before ("the meeting came on the margins of …")
        mine = [(t.sentence, t.cue.end if t.anaphor else 0) for t in (contact, *contact.joined)]
        gatherings = [c for c in contacts if c.kind == "conference" and c is not contact and c.sentence <= contact.sentence]
        for holder in contacts:
            for told in (holder, *holder.joined):
                here = any(sentence == told.sentence and after <= told.cue.start for sentence, after in mine)
                if told is contact or not here or not self.on_margins(told.cue):
                    continue
                other = holder if holder is not contact else gatherings[-1] if gatherings else None
                if other is None or contact.kind not in ("meeting", "agreement", "conference") or self.on_margins(contact.cue):
                    continue
                self.same_place(contact, other)
                if other.status != contact.status or contact.kind == "conference":
                    continue
                if contact.when is None and other.when is not None:
                    contact.when = msgspec.structs.replace(
                        other.when, how=FROM_EARLIER, reason=f"{other.when.reason}; the day of what it was held beside".strip("; ")
                    )
                elif contact.when is not None and other.when is None and other.kind == "conference":
                    other.when = msgspec.structs.replace(
                        contact.when, how=FROM_EARLIER, reason=f"{contact.when.reason}; the day of what was held beside it".strip("; ")
                    )
                self.there_too(contact, other)
                return

    def same_place(self, contact: Contact, other: Contact) -> None:
        """What was held on the margins of a gathering was held where the gathering was: each has its place from the other that is told."""
        if contact.where is None and other.where is not None and contact.status == other.status:
            self.take_place(contact, other, "place of what it was held beside")
        elif other.kind == "conference" and {contact.status, other.status} <= {"held", "planned"}:
            for mine, its, rule in (
                (contact, other, "place of what it was held beside"),
                (other, contact, "place of what was held beside it"),
            ):
                if its.where is None or its.where_rule in GUESSED:
                    continue
                coarse = mine.where is not None and mine.where.city is None and mine.where.country == its.where.country
                if mine.where is None or coarse or mine.where_rule in GUESSED:
                    self.take_place(mine, its, rule)

    def take_place(self, contact: Contact, other: Contact, rule: str) -> None:
        contact.where, contact.where_rule, contact.city_rule = other.where, rule, other.city_rule
        if id(other) in self.cities:
            self.cities[id(contact)] = self.cities[id(other)]

    def there_too(self, contact: Contact, other: Contact) -> None:
        """Those who met on the margins of a body's gathering, of which nobody else is told, were there."""
        if other.kind == "conference" and all(self.analysis.entities[p.entity].kind == "party" for p in other.parties):
            known = other.people
            met = [p for p in contact.parties if p.part != "attendee" and p.entity not in known]
            other.parties += [msgspec.structs.replace(p, part="participant", rule="met on the margins") for p in met]

    def handed_there(self, contact: Contact, contacts: list[Contact]) -> None:
        """A letter that its bearer handed over was handed over when he met the receiver."""
        parts = {p.part: p.entity for p in contact.parties}
        if contact.kind != "message" or contact.when is not None or contact.status != "held" or not {"mediator", "receiver"} <= set(parts):
            return
        both = {parts["mediator"], parts["receiver"]}
        met = [c for c in contacts if c.kind == "meeting" and c.status == "held" and both <= c.people and c.when is not None]
        if len(met) == 1 and met[0].when is not None:
            reason = f"{met[0].when.reason}; the day on which its bearer was received".strip("; ")
            contact.when = msgspec.structs.replace(met[0].when, how=FROM_EARLIER, reason=reason)

    def on_margins(self, cue: Match) -> bool:
        """Whether "on the margins of" stands before a cue ("this", "their part in the work of" may stand between)."""
        lex, at = self.layout.lex, self.layout.token(cue)
        near = at - 1
        while near > at - PART_IN and (lex.is_(near, "part_in") or lex.is_(near, "in")):
            near -= 1
        return any(lex.is_(i, "margins") for i in (near, at - 2))

    def signed_there(self, contact: Contact, contacts: list[Contact]) -> None:
        """What two sides that met signed, told right beside their meeting, was signed there and then."""
        sides = self.combiner.sides(contact)
        met = [
            c
            for c in contacts
            if c.kind in GATHERINGS
            and c.status == "held"
            and not c.background
            and sides <= self.combiner.sides(c)
            and (contact.headline or -NEAR <= contact.sentence - c.sentence <= NEAR)
            and not days_differ(c, contact)
            and not self.combiner.places_differ(c, contact)
        ]
        if len(sides) < 2 or not met:
            return
        other = met[0] if contact.headline or met[0].sentence > contact.sentence else met[-1]
        if contact.when is None and other.when is not None:
            contact.when = msgspec.structs.replace(
                other.when, how=FROM_EARLIER, reason=f"{other.when.reason}; the day of the signatories' meeting".strip("; ")
            )
        if contact.where is None and other.where is not None:
            self.take_place(contact, other, "place of the signatories' meeting")

    def share_day(self, contact: Contact, told: list[Contact], days: dict[int, When | None]) -> None:
        """A contact without a day, of somebody whose other contacts in that state are all of one day."""
        if contact.where is None or contact.where.country is None or self.here_now(contact):
            return
        found = [
            when
            for other in told
            if other is not contact
            and other.status == contact.status
            and other.where is not None
            and other.where.country == contact.where.country
            and other.people & contact.people
            and (
                other.kind != "visit" or contact.kind == "visit" or self.recent(other.when.value if other.when and other.when.value else "")
            )
            and (when := days[id(other)]) is not None
            and when.value is not None
        ]
        if found and len({w.value for w in found}) == 1 and self.lends(found[0].value or "", contact):
            contact.when = msgspec.structs.replace(
                found[0], how=FROM_EARLIER, reason=f"{found[0].reason}; the day of the others there".strip("; ")
            )

    def here_now(self, visit: Contact) -> bool:
        """ "X, who is on a visit to the country now": who received him on a day does not tell when he came."""
        told = slots.tokens(self.layout, visit.cue.end, visit.end)
        return visit.kind == "visit" and any(self.layout.lex.is_(i, "now") for i in told)

    def lends(self, value: str, contact: Contact) -> bool:
        """Whether a day is one that holds for the others too; a visit has the month of its meetings as well."""
        return len(value) == DAY or (contact.kind == "visit" and len(value) == MONTH)

    def share_place(self, contact: Contact, there: list[Contact]) -> None:
        """A contact without a place, of somebody who on that day was in one city as far as the report tells."""
        day = contact.when.value if contact.when is not None else None
        if day is None or len(day) != DAY:
            return
        named = {e for e in contact.people if e >= 0 and self.analysis.entities[e].name is not None}
        found = [
            other
            for other in there
            if other.where is not None
            and not (contact.kind == "conference" and other.where_rule in GUESSED)  # who receives at home may be at a gathering abroad
            and other.when is not None
            and (value := other.when.value) is not None
            and len(value) >= DAY
            and value[:DAY] <= day <= value[-DAY:]
            and other.people & named
        ]
        places = {(o.where.city, o.where.country) for o in found if o.where is not None}
        if len(places) == 1:
            contact.where, contact.where_rule = found[0].where, "place of the others that day"
            self.parts(contact, there)
