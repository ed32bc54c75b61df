"""What every grammar of mentions needs: titles and wishes around names, an actor from a range of words, parties without a person."""

from __future__ import annotations

from mahdar.model import SAID
from mahdar.recognise import names, offices
from mahdar.recognise.analysis import Actor, Analysis, Read
from mahdar.recognise.departments import Office, further_field, nation
from mahdar.recognise.lexer import COMMA, Lexer
from mahdar.recognise.matcher import Match
from mahdar.recognise.places import called_city
from mahdar.recognise.vocabulary import STRONG

UNAPPOINTED = frozenset({"other", "delegation", "international_official", "legislator"})  # what nobody becomes by being named to it
REIGN = frozenset({"monarch", "crown_prince", ""})  # offices of who reigns or will; "": the title alone
STAYS = frozenset({"delegation", "opposition_figure", "party_leader"})  # what somebody is called also after the office ends
MANY = "party_leader"  # a title that many of one party bear: without a name it tells of none of them


def _another(lex: Lexer, before: Match, match: Match) -> bool:
    """ "Of His Highness the crown prince His Excellency the minister …": behind a style that is an office, one with an office is somebody else's."""
    rank, style = before.get("honorific"), match.get("honorific")
    office = lex.who.get(lex.after(match))
    whole = rank is not None and bool(rank.data.get("role"))
    return whole and style is not None and not style.data.get("role") and office is not None and office.get("office") is not None


def titles_at(lex: Lexer, i: int, stop: int) -> tuple[int, list[Match]]:
    """Titles from token i on: the token after the last, and the titles."""
    found: list[Match] = []
    while i < stop:
        match = lex.who.get(i)
        entry = match.get("honorific") if match is not None else None
        if match is None or entry is None or entry.value == "suffix" or (found and lex.joined(match.prefix)):
            break
        if match.prefix and lex.word(i) in lex.words["name_start"]:
            # a particle of names that spells a title with letters joined before it
            break
        if not found and _stands_alone(lex, match):
            break
        if _given(lex, match, i):
            break
        behind = lex.after(match) + (lex.word(lex.after(match)) in names.MARKS)
        if match.get("office") is not None and not names.namelike(lex, behind, 0, True):
            break
        if found and _another(lex, found[-1], match):
            break
        found.append(match)
        inner = match.office_at_end() if match.inner and entry.data.get("role") else None
        if inner is not None:
            # a title that ends with an office, with the nation of the office behind it
            at = lex.analysis.token_at(inner.word)
            after = lex.after(match)
            whose = nation(lex, after) if at in lex.who and at > i else None
            behind = whose is not None and whose[1] in ("nationality", "state") and not whose[0].prefix.startswith(lex.conjunctions)
            # "… the president of the Tunisian republic": the name of the state begins within the title
            within = at > i and any((m := lex.who.get(k)) is not None and m.end > match.end for k in range(at + 1, after))
            if behind or within:
                i = at
                break
        i = lex.after(match)
        if i < stop and lex.word(i) == "." and lex.tokens[i].start == lex.tokens[i - 1].end and len(lex.word(i - 1)) == 1:
            i += 1
        if i + 1 < stop and lex.word(i) == "/":
            # "Mr./ X": the stroke that letters and some agencies set between a title and the name
            i += 1
    return i, found


def _stands_alone(lex: Lexer, match: Match) -> bool:
    """ "(On) His Highness's receiving the minister of …": a style with the ending of a pronoun stands for somebody told before, and is no title
    of the office behind it."""
    behind = lex.who.get(lex.after(match))
    printed = lex.analysis.words(match.start, match.end)  # folded, the last letter of a title spells a pronoun too
    alone = match.get("style") is not None and printed.endswith(tuple(lex.pack.settings.pronouns))
    return alone and behind is not None and behind.get("office") is not None and not behind.prefix


def _given(lex: Lexer, match: Match, i: int) -> bool:
    """Whether a word that is also a rank or title is a given name here: a known name without article, right behind a nation or office, with
    a name word after it ("the foreign minister of Tunisia Imad al-Qasimi")."""
    weight = lex.names.get(lex.word(i), 0)
    if lex.has_article(match) or match.prefix or weight < STRONG or match.end != lex.tokens[i].end or match.get("office") is not None:
        return False
    before = next((k for k in range(max(i - 3, 0), i) if (m := lex.who.get(k)) is not None and m.end == lex.tokens[i - 1].end), None)
    return before is not None and lex.who[before].get("honorific") is None and bool(names.namelike(lex, i + 1, 1, True))


def past_wish(lex: Lexer, i: int, stop: int) -> int:
    """Pass over a wish behind a name ("may God protect him"), with the dashes or commas around it."""
    j = i
    while j < stop and lex.word(j) in ("-", "\u2013", "\u2014", *COMMA):
        j += 1
    match = lex.who.get(j) if j < stop else None
    entry = match.get("honorific") if match is not None else None
    if match is None or entry is None or entry.value != "suffix":
        return i
    j = lex.after(match)
    if j < stop and lex.word(j) in ("-", "\u2013", "\u2014"):
        j += 1
    return j


class Mentions:
    """State of the walk over one report: actors so far, and how parties and actors are made from words."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.lex = Lexer(analysis)
        self.actors: list[Actor] = []
        self.series: Office | None = None

    def _name(self, found: tuple[int, int, int], rule: str) -> Read:
        tokens = self.lex.tokens
        start, end = tokens[found[0]].start, tokens[found[1] - 1].end
        return Read(self.analysis.words(start, end), start, end, SAID, rule)

    def _actor(self, first: int, after: int, kind: str, number: str, rule: str, lead: Match | None = None) -> Actor:
        tokens = self.lex.tokens
        actor = Actor(start=tokens[first].start, end=tokens[after - 1].end, kind=kind, number=number, rule=rule)
        if lead is not None:
            actor.start = lead.start if not lead.prefix.endswith(self.lex.article) else lead.start - len(self.lex.article)
            actor.start = max(actor.start, tokens[first].start)
            actor.particle = self.lex.preposition(lead.prefix)
            actor.joined = self.lex.joined(lead.prefix)
            actor.article = self.lex.has_article(lead)
        each = next((m for k in (first - 2, first - 1) if (m := self.lex.find(k, "list_of")) and self.lex.after(m) == first), None)
        if each is not None and not actor.particle and not actor.joined and not self.lex.linked(first - 1, each.start):
            # "each of X and Y": the words before the list belong to its first member, and what governs them governs him
            actor.start, actor.particle, actor.joined = each.start, self.lex.preposition(each.prefix), self.lex.joined(each.prefix)
        actor.sentence = self.analysis.sentence_of(tokens[first].start)
        return actor

    def _from_office(self, actor: Actor, office: Office) -> None:
        role = office.role
        if office.former and office.number == "sg" and role.value not in STAYS:
            # who held an office once stands for nothing that goes with it now
            role = Read("former_official", role.start, role.end, SAID, "office held formerly")
        actor.role = actor.role or role
        actor.affiliation = actor.affiliation or office.affiliation
        actor.post = actor.post or office.post
        actor.former = actor.former or office.former
        actor.of_two = actor.of_two or office.of_two

    def _royal(self, actor: Actor, titles: list[Match]) -> None:
        """A title that is an office of itself ("Custodian of the Two Holy Mosques") gives role and affiliation where nothing else does."""
        for match in titles:
            entry = match.get("honorific")
            office = match.get("office")
            if entry is None:
                continue
            role = entry.data.get("role") or (office.value if office is not None and office.data.get("number", "sg") == "sg" else "")
            if not role:
                continue
            if actor.role is None:
                actor.role = Read(role, match.start, match.end, SAID, "title")
            if actor.affiliation is None and entry.data.get("affiliation"):
                actor.affiliation = Read(entry.data["affiliation"], match.start, match.end, SAID, "title")

    def _reigns(self, titles: list[Match]) -> bool:
        """Whether the last title before an office is that of a monarch, as a word of its own ("the king")."""
        entry = titles[-1].get("honorific") if titles else None
        return entry is not None and entry.data.get("role") == "monarch" and not entry.data.get("affiliation")

    def _of_another(self, office: Office, titles: list[Match]) -> bool:
        """ "The French president Prince X", "the French minister King X": the title of a royal house behind the office of a republic, or of who
        reigns behind any other, begins another person."""
        entry = titles[0].get("honorific") if titles else None
        if entry is None or office.affiliation is None or office.role.value in REIGN:
            return False
        if entry.data.get("role") == "monarch":
            return True
        if entry.value != "royal" or office.affiliation.how != SAID:
            return False
        pack = self.analysis.pack
        return office.affiliation.value in pack.states and office.affiliation.value not in pack.data.thrones

    def _begin(self, i: int, lead: Match) -> tuple[int, str, bool]:
        """Where a mention from token i on begins, with the preposition and the conjunction joined to it."""
        first = self._actor(i, i + 1, "person", "sg", "", lead)
        return first.start, first.particle, first.joined

    def _predicate(self, office: Office) -> bool:
        """ "His election as president of …": an indefinite office in the accusative says what somebody becomes, not who takes part. "An
        American official", with a nationality behind it, does."""
        lex = self.lex
        form = self.analysis.view.text[office.match.start : office.match.end]
        bare = " ".join(word.removesuffix(next(iter(lex.words["accusative"]))) for word in form.split())
        return (
            office.number == "sg"
            and bare != form
            and office.role.value not in UNAPPOINTED
            and any(lex.pack.data.entries[f.entry].kind == "office" for f in lex.pack.data.forms.get(bare, ()))
            and lex.find(lex.after(office.match), "nationality") is None
        )

    def _officials(self, i: int, match: Match) -> tuple[Actor, int] | None:
        """ "The Egyptian officials", "the Russian officials": words for two that the plural of a nation follows are of many."""
        after = self.lex.after(match)
        whose = nation(self.lex, after)
        entry = whose[0].get("nationality") if whose is not None else None
        if whose is not None and entry is not None and entry.data.get("number") == "pl":
            found, code = whose[0], whose[2]
        else:
            people = self.lex.find(after, "people")
            told = self.lex.code(people, "people") if people is not None and self.lex.has_article(people) else None
            if people is None or told is None:
                return None
            found, code = people, told
        if self.lex.joined(found.prefix):
            return None
        actor = self._actor(i, self.lex.after(found), "group", "pl", "officials of a state", match)
        actor.affiliation = Read(code, found.start, found.end, SAID, actor.rule)
        actor.role = Read("delegation", match.start, match.end, SAID, actor.rule)
        return actor, self.lex.after(found)

    def _plural(self, i: int, match: Match) -> bool:
        """Whether "the two countries", which in the nominative is written like "the countries", stands behind a word that governs another case."""
        two = self.analysis.view.text[match.start : match.end].endswith(tuple(self.lex.words["dual_verb_end"]))
        return two and (self.lex.is_(i - 1, "governs") or bool(self.lex.preposition(match.prefix)))

    def _title_alone(self, i: int, j: int, titles: list[Match]) -> tuple[Actor, int] | None:
        """A title without a name counts only where the title is an office of itself."""
        for match in titles:
            entry = match.get("honorific")
            if entry is not None and (entry.data.get("role") or MANY) != MANY:
                actor = self._actor(i, j, "person", "sg", "title without a name", titles[0])
                self._royal(actor, titles)
                return actor, j
        return None

    def _served_by(self, i: int, stop: int) -> tuple[Read | None, int]:
        """ "The press office of the president of …": whom an institution serves, behind the particle of "for"."""
        match = self.lex.who.get(i) if i < stop else None
        if match is None or match.get("office") is None or match.prefix not in self.lex.words["lam"]:
            return None, i
        office = offices.parse(self.lex, i, stop)
        if office is None or office.number != "sg":
            return None, i
        name = names.parse(self.lex, office.after, stop, after_title=True)
        return office.affiliation, name[2] if name is not None else office.after

    def _body_name(self, match: Match, end: int) -> str:
        """The printed name of an institution; its article, which melts into the particle of "for", is given back."""
        article = self.lex.article
        if match.prefix in self.lex.words["lam"] and match.start == match.word:
            return article + self.analysis.words(match.start + 2 * len(match.prefix), end)
        return self.analysis.words(match.start - (len(article) if match.prefix.endswith(article) else 0), end)

    def _ruler_of(self, i: int, stop: int, kind: str) -> tuple[Read | None, int]:
        """ "The embassy of the Custodian of the Two Holy Mosques": an institution called after its ruler's title."""
        after, titles = titles_at(self.lex, i, stop)
        for match in titles:
            entry = match.get("honorific")
            if entry is not None and entry.data.get("affiliation") and entry.data.get("role"):
                return Read(entry.data["affiliation"], match.start, match.end, SAID, f"ruler of the {kind}"), after
        return None, i

    def party(self, i: int, stop: int) -> tuple[Actor, int] | None:
        """An institution, side, body, people or state at token i."""
        lex = self.lex
        match = lex.who.get(i)
        if match is None:
            return None
        after = lex.after(match)
        for kind in ("institution", "side"):
            entry = match.get(kind)
            if entry is None:
                continue
            if kind == "institution" and entry.value.endswith("ministry"):
                after = further_field(lex, after, stop)
            whose = nation(lex, after) if after < stop else None
            affiliation = Read(entry.data["affiliation"], match.start, match.end, SAID, kind) if entry.data.get("affiliation") else None
            if whose is not None and not lex.joined(whose[0].prefix) and whose[1] != "people":
                prefix = lex.preposition(whose[0].prefix)
                if not prefix or prefix in lex.pack.words["lam"]:
                    affiliation = affiliation or Read(whose[2], whose[0].start, whose[0].end, SAID, f"{whose[1]} of the {kind}")
                    after = lex.after(whose[0])
            elif whose is None and affiliation is None:
                affiliation, after = self._ruler_of(after, stop, kind)
                if affiliation is None and kind == "institution":
                    affiliation, after = self._served_by(after, stop)
            if kind == "side" and affiliation is None:
                return None
            actor = self._actor(i, after, "delegation" if kind == "side" else "institution", "sg", kind, match)
            actor.affiliation = affiliation
            actor.role = Read("delegation" if kind == "side" else "other", match.start, match.end, SAID, kind)
            if kind == "institution":
                actor.name = Read(self._body_name(match, lex.tokens[after - 1].end), match.start, lex.tokens[after - 1].end, SAID, kind)
            return actor, after
        unnamed = match.get("unnamed_party")
        if unnamed is not None:
            of = unnamed.data.get("of", "")
            whose = nation(lex, after) if of and after < stop else None
            if whose is not None and (whose[1] != "nationality" or lex.joined(whose[0].prefix)):
                whose = None
            if of == "only" and whose is None:
                return None  # "the parties", whoever they are
            after = lex.after(whose[0]) if whose is not None else after
            actor = self._actor(i, after, "delegation", "pl", "party not told apart", match)
            actor.role = Read(unnamed.value, match.start, match.end, SAID, actor.rule)
            if whose is not None:
                actor.affiliation = Read(whose[2], whose[0].start, whose[0].end, SAID, "nationality")
            return actor, after
        pair = match.get("pair")
        if pair is not None and pair.value == "states" and self._plural(i, match):
            return None
        if pair is not None and pair.value == "any" and (found := self._officials(i, match)) is not None:
            return found
        if pair is not None:
            actor = self._actor(i, after, "pair", "du", "the two sides", match)
            actor.role = Read(pair.value, match.start, match.end, SAID, "the two sides")
            return actor, after
        for kind in ("body", "state", "seat", "people"):
            code = lex.code(match, kind)
            if code is not None and not (kind == "state" and called_city(lex, i, match)):
                actor = self._actor(
                    i,
                    after,
                    "body" if kind == "body" else "state" if kind != "people" else "group",
                    "sg" if kind != "people" else "pl",
                    kind,
                    match,
                )
                actor.affiliation = Read(code, match.start, match.end, SAID, kind)
                actor.role = Read("delegation", match.start, match.end, SAID, kind)
                return actor, after
        agency = match.get("agency")
        if agency is not None:
            actor = self._actor(i, after, "agency", "sg", "agency", match)
            actor.name = Read(self.analysis.words(match.start, match.end), match.start, match.end, SAID, "agency")
            if agency.data.get("affiliation"):
                actor.affiliation = Read(agency.data["affiliation"], match.start, match.end, SAID, "agency")
            actor.role = Read("other", match.start, match.end, SAID, "agency")
            return actor, after
        city = match.get("city")
        if city is not None and self.analysis.pack.data.capitals.get(city.data.get("country", "")) == city.value:
            actor = self._actor(i, after, "capital", "sg", "capital", match)
            actor.affiliation = Read(city.data["country"], match.start, match.end, SAID, "capital")
            actor.role = Read("other", match.start, match.end, SAID, "capital")
            return actor, after
        return None

    def namesake(self, i: int, stop: int) -> int:
        """Past the person that a building or institution is called after ("King X Hospital"); i where there is none."""
        lex = self.lex
        match = lex.who.get(i)
        if not lex.vocabulary.called_after[lex.word(i - 1)]:
            return i
        if match is None:
            found = names.parse(lex, i, stop, after_title=False, need_known=True)
            return found[2] if found is not None else i
        if match.get("honorific") is None or match.prefix:
            return i
        after, _ = titles_at(lex, i, stop)
        found = names.parse(lex, after, stop, after_title=True)
        return found[2] if found is not None else i
