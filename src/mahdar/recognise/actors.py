"""Mentions of persons and parties: titles, office phrases and names put together.

One left-to-right walk over the words of each sentence. A person is a title or office with the name that follows, a name with the office that
follows it, or a run of known name words; a party is an institution, a body, a delegation, a side, a group of office-holders or a state.
"""

from __future__ import annotations

from bisect import bisect_left

from mahdar.model import SAID
from mahdar.recognise import names, offices
from mahdar.recognise.analysis import Actor, Analysis, Read
from mahdar.recognise.beside import MINISTERS
from mahdar.recognise.departments import DIPLOMATS, Office, nation
from mahdar.recognise.fields import Fields
from mahdar.recognise.lexer import COMMA, OPENING
from mahdar.recognise.matcher import Match
from mahdar.recognise.mentions import REIGN, past_wish, titles_at
from mahdar.recognise.vocabulary import STRONG

CABINET = frozenset({"minister", "deputy_prime_minister"})  # ranks that go with a post
SURE = 5  # together, the weights of the name words of a name that no title stands before

OWN_WORDS = 9  # words from a delegation to who heads it
VERBS = frozenset({"cue", "light", "say"})
REIGN_OR_HEAD = frozenset({"monarch", "president"})


class Walker(Fields):
    """The walk that finds the mentions of a report."""

    def person(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """A person or group from the title, office or counterpart at token i: (actor, next token)."""
        lex = self.lex
        j, titles = titles_at(lex, i, stop)
        lead = titles[0] if titles else lex.who.get(i)
        if lead is None or (lead.get("pair") is not None and not self._told_apart(lead, stop)):
            return None
        office: Office | None = None
        told: Read | None = None
        counterpart = lex.who[j].get("counterpart") if j < stop and j in lex.who else None
        held: Match | None = None
        if counterpart is not None:
            held = lex.who[j]
            after = lex.after(held)
            if counterpart.value != "sg" and lex.word(after) in COMMA:
                after += 1
            whose = nation(lex, after) if after < stop else None
            office = Office(
                first=j,
                after=after,
                match=held,
                role=Read("", held.start, held.end, SAID, "counterpart"),
                number=counterpart.value,
                scope="any",
            )
            office.counterpart = True
            if whose is not None and whose[1] == "nationality" and not lex.joined(whose[0].prefix):
                office.affiliation = Read(whose[2], whose[0].start, whose[0].end, SAID, "adjective of the counterpart")
                office.after = lex.after(whose[0])
            elif counterpart.value == "pl":
                self._counterparts_in(office, stop)
            elif counterpart.value == "sg":
                self._counterpart_of(office, stop)
            told = self._counterpart_as(office, stop)
        elif lead.get("pair") is not None:
            office = self._two_offices(lead, j)
        elif j < stop:
            office = offices.parse(lex, j, stop)
            if office is not None:
                self._each_of(office, stop)
        if office is None and not titles:
            return None
        if office is not None and titles and office.role.value == "delegation" and office.number == "sg":
            # "that His Majesty head a delegation": the style is whose delegation it is not
            return self.person(j, stop)
        if office is not None and office.first == j and self._reigns(titles) and office.role.value not in REIGN:
            # "the king received the minister of …": who reigns holds no other's office
            return self._title_alone(i, j, titles)
        after = office.after if office is not None else j
        number = office.number if office is not None else "sg"
        more, inner = titles_at(lex, after, stop)
        if inner and lex.joined(inner[0].prefix):
            more, inner = after, []  # "the ambassador and Dr …": somebody else
        titled = bool(inner)
        if inner and office is None:
            titles += inner
        another = office is not None and self._of_another(office, inner)
        name_at = more if inner else after
        name_at += lex.word(name_at) == "/" and office is not None  # "Ambassador/ X"
        each = office is not None and number != "sg" and office.affiliation is not None and self._single(office)
        if office is not None and self._goes_on(office, stop):
            number = "sg"
            self.series = office
            each = False
        name = names.parse(lex, name_at, stop, after_title=True) if (number == "sg" or each) and not another else None
        served = False
        if name is not None and office is not None and not inner and self._served(office, name):
            # "Trump's adviser": the name is of the one served
            after, name_at, name, served = name[2], name[2], None, True
        if each and name is not None:
            number = "sg"
            self.series = office
        comma = False
        alone = name is None and number == "sg" and (office is None or self.series is not office)
        if alone and lex.word(name_at) in COMMA and name_at + 1 < stop:
            # "the secretary general of …, Dr …," : a name behind the comma, when it begins with a title or with known name words
            at, inner = titles_at(lex, name_at + 1, stop)
            second = offices.parse(lex, at, stop) if not inner or at < stop else None
            if second is not None and office is not None and (named := self._ranked(office, second, name_at + 1, stop)) is not None:
                named[0].start, named[0].particle, named[0].joined = self._begin(i, lead)
                return named
            if inner and lex.joined(inner[0].prefix):
                inner, at = [], stop  # "…, and Dr …": somebody else
            if second is None and (inner or lex.names.get(lex.word(at), 0) >= STRONG):
                name = names.parse(lex, at, stop, after_title=bool(inner), need_known=not inner)
                if name is None and inner:
                    name = names.parse(lex, at, stop, after_title=True)
                comma = name is not None
            elif second is not None and office is not None and office.role.value in DIPLOMATS and self._called_ambassador(second):
                # "the under-secretary of …, Ambassador X": what diplomats are called is no other's post
                name = names.parse(lex, second.after, stop, after_title=True)
                comma = name is not None
            if name is None and second is None and not inner:
                # "…, first and second name, …": unknown words between two commas behind an office
                closed = names.parse(lex, at, stop, after_title=True)
                if closed is not None and closed[1] - closed[0] >= 2 and lex.word(closed[2]) in (*COMMA, ".", ")", "-"):
                    name, comma = closed, True
        if name is not None and office is not None and (sent := self._envoy_beside(office, name[2], stop)) is not None:
            sent[0].start, sent[0].particle, sent[0].joined = self._begin(i, lead)
            return sent
        if name is None and office is not None and number != "sg" and not each:
            row = self.each_named(i, lead, office, office.after, stop)
            if row is not None:
                return row
        if name is None and inner and not comma:
            more, titled = after, False
        if name is None and office is not None and not titles and self._predicate(office):
            return None
        kind = "person" if number == "sg" else "group"
        if office is not None and office.role.value == "delegation":
            kind = "delegation"
            name = None
        if name is None and office is None:
            return self._title_alone(i, j, titles)
        end = name[2] if name is not None else after
        rule = "title and name" if office is None else "office and name" if name is not None else "office without a name"
        if office is not None and office.counterpart:
            rule = "counterpart"
        actor = self._actor(i, end, kind, number, rule, lead)
        actor.served = served
        if office is not None:
            self._from_office(actor, office)
            actor.counterpart = office.counterpart
            actor.own = office.scope == "own"
            if office.counterpart:
                actor.role = told
        if name is not None:
            actor.name = self._name(name, rule)
            end = self._nation_behind(actor, end, stop)
            if office is not None and self.series is None and number == "sg" and not office.counterpart and self._single(office):
                # "the American foreign minister X, the Russian Y and the Saudi Z"
                self.series = office
        self._royal(actor, titles + (inner if titled or comma else []))
        end = past_wish(lex, end, stop)
        if actor.name is not None:
            end = self._apposition(actor, end, stop)
        actor.end = max(actor.end, lex.tokens[end - 1].end)
        head = self._head(actor, end, stop)
        return head if head is not None else (actor, end)

    def _envoy_beside(self, office: Office, i: int, stop: int) -> tuple[Actor, int] | None:
        """ "The envoy of the emir X, the foreign minister Y": the name behind an envoy's office is of the one who sends him, where another
        office with a name of its own follows."""
        if office.role.value != "special_envoy" or not REIGN_OR_HEAD.intersection(office.others) or self.lex.word(i) not in COMMA:
            return None
        match = self.lex.who.get(i + 1)
        if match is None or match.get("office") is None or match.prefix:
            return None
        found = self.person(i + 1, stop)
        if found is None or found[0].kind != "person" or found[0].name is None or found[0].role is None:
            return None
        mine, other = office.affiliation, found[0].affiliation
        if mine is not None and other is not None and mine.value != other.value:
            return None
        found[0].affiliation = other or mine
        return found

    def _ranked(self, rank: Office, office: Office, i: int, stop: int) -> tuple[Actor, int] | None:
        """ "The minister of state, foreign minister of …, X": a rank and an office in one, parted by a comma, before the name."""
        if rank.role.value not in CABINET or rank.affiliation is not None or office.role.value not in MINISTERS or office.number != "sg":
            return None
        if self.lex.joined(office.match.prefix) or self.lex.preposition(office.match.prefix):
            return None
        found = self.person(i, stop)
        if found is None or found[0].kind != "person" or found[0].name is None or found[0].joined:
            return None
        if rank.role.value != "minister":
            found[0].role = rank.role
        return found

    def _led_by(self, i: int, stop: int) -> Match | None:
        """ "… headed by", right behind a delegation or behind more words of its own ("of the friendship committee in the council")."""
        lex = self.lex
        for k in range(i, min(i + OWN_WORDS, stop)):
            link = lex.find(k, "relation")
            entry = link.get("relation") if link is not None else None
            if link is not None and entry is not None and entry.value == "led_by":
                return link if not link.prefix else None
            match, verb = lex.who.get(k), lex.busy.get(k)
            told = verb is not None and not verb.kinds.isdisjoint(VERBS)
            if not lex.tokens[k].word or told or lex.is_(k, "to") or (match is not None and match.get("office") is not None):
                return None  # another mention, or where the delegation goes
        return None

    def _head(self, delegation: Actor, i: int, stop: int) -> tuple[Actor, int] | None:
        """ "A delegation of … headed by X": X, who stands for his delegation."""
        lex = self.lex
        if delegation.kind != "delegation" or delegation.number != "sg" or i >= stop:
            return None
        i += lex.is_(i, "own_leaders")  # "a delegation of its leadership"
        i += lex.word(i) in COMMA
        link = self._led_by(i, stop)
        if link is None:
            return None
        found = self.person(lex.after(link), stop) or self._untitled(lex.after(link), stop)
        if found is None or found[0].kind != "person":
            return None
        head, after = found
        head.start, head.particle, head.joined, head.article = delegation.start, delegation.particle, delegation.joined, False
        head.affiliation = head.affiliation or delegation.affiliation
        head.rule = "head of a delegation"
        return head, after

    def _untitled(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """ "A delegation headed by first and second name": the words that stand where its head is told."""
        found = names.parse(self.lex, i, stop, after_title=True)
        if found is None or found[1] - found[0] < 2 or self.lex.busy.get(found[0]) is not None:
            return None
        return self._by_name(found, stop)

    def bare_name(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """A name without a title: at least two known name words."""
        lex = self.lex
        word = lex.word(i)
        if not names.known(lex, word) and ((lex.joined(word[:1]) and names.known(lex, word[1:])) or lex.vocabulary.toward(word)):
            return self._joined_name(i, stop)
        found = names.parse(lex, i, stop, after_title=False)
        if found is None or (not self._well_known(found) and not self._office_follows(found, stop)):
            return None
        return self._by_name(found, stop)

    def _by_name(self, found: tuple[int, int, int], stop: int) -> tuple[Actor, int]:
        """The person of a name that no title stands before, with the office behind it."""
        actor = self._actor(found[0], found[2], "person", "sg", "name")
        actor.name = self._name(found, "name")
        end = self._apposition(actor, past_wish(self.lex, found[2], stop), stop)
        actor.end = max(actor.end, self.lex.tokens[end - 1].end)
        return actor, end

    def quoted_name(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """A name in quotation marks, of two words or more, with the office right behind it ("X Y", the minister of energy)."""
        lex = self.lex
        found = names.parse(lex, i, stop, after_title=True)
        if found is None or found[2] == found[1] or not self._office_follows(found, stop):
            return None
        actor = self._actor(found[0], found[1], "person", "sg", "name")
        actor.name = self._name(found, "name")
        end = self._apposition(actor, found[2], stop)
        actor.end = max(actor.end, lex.tokens[end - 1].end)
        return actor, end

    def _well_known(self, found: tuple[int, int, int]) -> bool:
        """Two known name words or more."""
        particles = self.lex.words["name_particle"]
        weights = [names.known(self.lex, t.text) for t in self.lex.tokens[found[0] : found[1]] if t.text not in particles]
        return sum(w > 0 for w in weights) >= 2 and sum(weights) >= SURE

    def _office_follows(self, found: tuple[int, int, int], stop: int) -> bool:
        """Whether two or more words that nothing else is known of stand right before an office without a name of its own."""
        lex = self.lex
        if found[1] - found[0] < 2:
            return False
        j = found[2] + (lex.word(found[2]) in COMMA)
        match = lex.who.get(j) if j < stop else None
        if match is None or match.get("office") is None or match.prefix not in ("", lex.article):
            return False
        office = offices.parse(lex, j, stop)
        return office is not None and office.number == "sg" and names.parse(lex, office.after, stop, after_title=True) is None

    def _joined_name(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """ "… and Sergey Lavrov", "a cable to Sergey Lavrov": a known name word behind a joined letter, with a second name word."""
        lex = self.lex
        token = lex.tokens[i]
        j = i + 1
        count = 1
        strong = 1
        place = lex.who.get(i)
        if lex.told(i) or (place is not None and place.get("city") is not None and lex.after(place) > j):
            return None
        weight = names.known(lex, token.text[1:])
        while j < stop and count < names.LONGEST and (like := names.namelike(lex, j, count, True)):
            strong += like == 2
            weight += names.known(lex, lex.word(j))
            count += 1
            j += 1
        longer = names.known_person(lex, i, stop, joined=1)
        sure = count >= 2 and strong >= 2 and weight >= SURE
        if longer < j and not sure and not (lex.joined(token.text[:1]) and self._office_follows((i, j, j), stop)):
            return None
        j = max(j, longer)
        start, end = token.start + 1, lex.tokens[j - 1].end
        actor = self._actor(i, j, "person", "sg", "joined name")
        actor.start = start
        actor.joined = lex.joined(token.text[:1])
        actor.particle = "" if actor.joined else token.text[:1]
        actor.name = Read(self.analysis.words(start, end), start, end, SAID, "joined name")
        after = self._apposition(actor, past_wish(lex, j, stop), stop)
        actor.end = max(actor.end, lex.tokens[after - 1].end)
        return actor, after

    def walk(self) -> list[Actor]:
        """All mentions, by where they begin."""
        lex = self.lex
        dull = lex.vocabulary.dull
        # where a mention can begin: few of all words
        begins = [i for i, t in enumerate(lex.tokens) if i in lex.who or (not dull[t.text] if t.word else t.text in OPENING)]
        for start, end in self.analysis.sentences:
            at = self.analysis.token_at(start)
            stop = self.analysis.token_at(end)
            self.series = None
            for i in begins[bisect_left(begins, at) : bisect_left(begins, stop)]:
                if i < at:
                    continue
                if not lex.tokens[i].word:
                    found = self.quoted_name(i, stop)
                elif (after := max(self.namesake(i, stop), past_wish(lex, i, stop) if i in lex.who else i)) > i:
                    at = after
                    continue
                else:
                    found = (
                        (self.in_series(i, stop) or self.by_field(i, stop) or self.person(i, stop) or self.party(i, stop))
                        if i in lex.who
                        else None
                    )
                    if found is None and not names.alone(lex, i):
                        found = self.bare_name(i, stop)
                if found is not None:
                    self.actors.append(found[0])
                    at = found[1]
        return self.actors


def find_actors(analysis: Analysis) -> list[Actor]:
    """Mentions of persons and parties in a report, by where they begin (quotation marks around names are passed over)."""
    return Walker(analysis).walk()
