"""Where a contact took place: the place expressions of its clause, and where a visit leads. With small tests on a clause that `days` shares."""

from __future__ import annotations

import msgspec

from mahdar.frame import mentioned
from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import Contact
from mahdar.recognise.analysis import LONG, When, Where
from mahdar.recognise.lexer import COMMA, OPENING
from mahdar.recognise.matcher import Match

GOAL = 30  # words from a verb of motion to its "to"
SHORT = 4  # letters of a word that can end with a pronoun
OF_PERSON = frozenset({"person", "group", "delegation"})


def _inside_parties(layout: Layout, contact: Contact, start: int, end: int) -> bool:
    return any(a.start <= start and end <= a.end for p in contact.parties if p.actor >= 0 and (a := layout.analysis.actors[p.actor]))


def _of_office(layout: Layout, contact: Contact, where: Where) -> bool:
    """ "X, the foreign minister in Kenya": a state right behind the office of one who serves it, told without his own nation."""
    if where.city is not None or where.country is None:
        return False
    at = layout.analysis.token_at(where.start)
    for party in contact.parties:
        actor = layout.analysis.actors[party.actor] if party.actor >= 0 else None
        if actor is None or actor.kind != "person" or actor.role is None or actor.name is None or actor.name.end >= actor.end:
            continue
        side, own = layout.analysis.entities[actor.entity].affiliation, actor.affiliation
        behind = 0 <= at - layout.analysis.token_at(actor.end) <= 1
        if behind and side is not None and side.value == where.country and (own is None or not actor.start <= own.start < actor.end):
            return True
    return False


def last_word(layout: Layout, contact: Contact) -> int:
    """Where the cue and its arguments end."""
    actors = (layout.analysis.actors[p.actor] for p in contact.parties if p.actor >= 0)
    return max([contact.cue.end, *(a.end for a in actors if contact.start <= a.start < contact.end)])


def of_cue_before(sentence: Sentence, contact: Contact, when: When | Where, first: int) -> bool:
    """Whether another verb of contact stands before the day or place in the same clause: it is that one's ("left on Friday and goes on to …")."""
    return any(
        contact.start <= other.word and other.end <= when.start and other is not contact.light and other.word < first
        for other in sentence.cues
        if (entry := other.get("cue")) is not None and entry.data.get("class") == "verb"
    )


def tokens(layout: Layout, start: int, end: int) -> range:
    return range(layout.analysis.token_at(start), layout.analysis.token_at(end))


def in_relative(layout: Layout, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a relative clause opens in between that tells of something else: not one whose verb carries the contact ("the summit that was
    held in …"), but one whose verb carries a noun of its own ("the accord whose signing took place in …")."""
    for i in tokens(layout, start, end):
        if layout.lex.is_(i, "relative"):
            verb = next((k for k in range(i + 1, i + 4) if not layout.lex.is_(k, "been")), i + 1)
            noun = layout.lex.word(verb + 1)
            if noun in layout.lex.words["its_work"]:
                return False  # "the summit whose work began in …"
            held = len(noun) > SHORT and noun.endswith(tuple(layout.lex.pack.settings.pronouns)) and noun not in layout.lex.words["clause"]
            other = held and not (layout.light_at(verb + 1) or layout.analysis.place_at(verb + 1))
            return other or layout.of_another(sentence, start, i) or not any(layout.token(m) == verb for m in sentence.lights)
    return False


def of_cue(layout: Layout, light: Match) -> bool:
    """Whether a light verb ends with a pronoun ("that he began"), so that its noun stands before it."""
    return layout.analysis.view.text[light.start : light.end].endswith(tuple(layout.lex.pack.settings.pronouns))


def of_saying(layout: Layout, start: int, end: int) -> bool:
    """Whether a "that" stands in between: the date is the saying's, not what was said."""
    return any(layout.lex.is_(i, "that") for i in tokens(layout, start, end))


def circumstance(layout: Layout, cue: Match) -> bool:
    """Whether a cue is told as the circumstance of another verb ("during a meeting")."""
    return layout.lex.is_(layout.token(cue) - 1, "circumstance")


def whether(layout: Layout, contact: Contact) -> bool:
    """Whether a denial of a noun of contact says that it took place: "talks", "the holding of the talks", not "(the content of) the talks"."""
    return not contact.definite or layout.lex.is_(layout.token(contact.cue) - 1, "taking_place")


def aside(layout: Layout, sentence: Sentence, contact: Contact) -> tuple[int, int] | None:
    """What was said, where a contact is told behind it as the circumstance of the saying ("said on Monday that …, during a meeting with X"):
    its days and moods are not the contact's."""
    if not circumstance(layout, contact.cue):
        return None
    at = layout.token(contact.cue) - 2
    if layout.lex.is_(at, "in") or layout.lex.is_(at, "over"):
        at -= 1
    if layout.lex.word(at) not in COMMA:
        return None
    that = next((i for i in range(sentence.first, at) if layout.lex.is_(i, "that")), -1)
    return (layout.lex.tokens[that].start, layout.lex.tokens[at].start) if that >= 0 else None


def quoted_apart(layout: Layout, contact: Contact, start: int, end: int) -> bool:
    """Whether words are somebody's speech in which the contact itself is not told."""
    analysis = layout.analysis
    return end - start > 0 and analysis.quoted(start, end) and not analysis.quoted(contact.cue.start, contact.cue.end)


def imperfect(layout: Layout, contact: Contact) -> bool:
    """Whether the cue verb stands in the imperfect."""
    entry = contact.cue.get("cue")
    return entry is not None and entry.data.get("class") == "verb" and is_imperfect(layout, contact.cue)


def is_imperfect(layout: Layout, match: Match) -> bool:
    """Whether a verb form is one of the imperfect: by its first letter, where a form with the other person's letter exists too."""
    entry = match.get("cue") or match.get("light")
    if entry is None or (entry.kind == "cue" and entry.data.get("class") != "verb"):
        return False
    form = layout.analysis.view.text[match.start : match.end]
    third, *others = layout.lex.pack.settings.words["imperfect"]
    forms, entries = layout.lex.pack.data.forms, layout.lex.pack.data.entries
    if form.startswith(third):
        return True
    mine = {f.entry for f in forms.get(form, ()) if entries[f.entry].kind == entry.kind}
    if any(f.entry in mine for f in forms.get(third + form, ())):
        # a perfect that begins like an imperfect: its own imperfect is listed beside it
        return False
    return form[:1] in others and any(f.entry in mine for f in forms.get(third + form[1:], ()))


def coming(layout: Layout, contact: Contact) -> None:
    """A day that may be past or to come is the coming one for a verb that speaks of the future."""
    published = layout.analysis.report.published
    when = contact.when
    if when is None or when.value is None or published is None or not when.alternatives:
        return
    later = [v for v in when.alternatives if v > published.value and v > when.value]
    if later and when.value < published.value:
        contact.when = msgspec.structs.replace(
            when, value=later[0], alternatives=(when.value,), reason=f"{when.reason}; the verb speaks of what is to come"
        )


def ends(layout: Layout, contact: Contact) -> bool:
    """Whether a visit's clause tells of its end: the day of leaving is not that of coming."""
    light, entry, where, words = contact.light, contact.cue.get("cue"), contact.where, layout.lex.words
    closing = light is not None and any(e.kind == "light" and e.data.get("ends") for e in light.entries)
    if closing and light is not None and light.word < contact.cue.word and contact.cue.prefix not in words["at"]:
        return True  # ("ends his tour with a visit": that day is the visit's)
    if entry is not None and entry.data.get("returns"):
        return True
    if entry is None or not entry.data.get("leaves") or where is None:
        return False
    return where.particle not in words["lam"] and where.before not in words["to"]


def is_place(layout: Layout, where: Where) -> bool:
    """Whether a place expression says where something is ("in", "at"), not whose it is."""
    return where.particle in layout.lex.words["at"] or where.before in layout.lex.words["in"]


def _the_country(layout: Layout, sentence: Sentence, contact: Contact) -> Where | None:
    """ "X received Y, who is visiting the country": the state of who receives, else the outlet's."""
    at = layout.analysis.token_at(contact.cue.end)
    k = next((i for i in (at, at + 1) if layout.lex.is_(i, "the_country")), -1)
    if k < 0:
        return None
    actors = [layout.analysis.actors[i] for c in sentence.chains if c.end <= contact.cue.word for i in c.members]
    sides = [layout.analysis.entities[a.entity].affiliation for a in actors if a.entity >= 0 and a.entity not in contact.people]
    code = next((side.value for side in sides if side is not None), layout.analysis.home)
    token = layout.lex.tokens[k]
    return Where(token.start, token.end, None, code, "", layout.lex.word(k - 1)) if code else None


def destination(layout: Layout, sentence: Sentence, contact: Contact) -> Where | None:
    """Where a visit leads: the first place behind the cue that "to", "in", "for" or nothing stands before."""
    lex = layout.lex
    entry = contact.cue.get("cue")
    leaves = entry is not None and bool(entry.data.get("leaves"))
    stays = entry is not None and bool(entry.data.get("stays"))
    at = layout.analysis.token_at(contact.cue.end)
    text = layout.analysis.view.text[contact.cue.start : contact.cue.end]
    if (
        entry is not None
        and entry.data.get("class") == "verb"
        and text.endswith(tuple(lex.pack.settings.pronouns))
        and lex.is_(layout.token(contact.cue) - 1, "relative")
    ):
        before = [
            w
            for w in layout.analysis.wheres_in(contact.cue.word - LONG, contact.cue.word)
            if w.country and 0 < contact.cue.word - w.end < 8
        ]
        if before:
            return before[-1]
    wheres = [w for w in layout.analysis.wheres_in(contact.cue.end, contact.end) if w.country]
    if not leaves and (country := _the_country(layout, sentence, contact)) is not None:
        return country
    if entry is not None and entry.data.get("returns"):
        return next((w for w in wheres if w.before in lex.words["drawn_from"]), None)
    covers = layout.analysis.of_in("covers", contact.cue.end, contact.end)
    object_verb = entry is not None and entry.data.get("object") == "place"
    own = _own_house(layout, sentence, contact) if object_verb else None
    second: Where | None = None
    left: Where | None = None
    last = layout.analysis.token_at(contact.end)
    goal = next((i for i in range(at, min(at + GOAL, last)) if layout.lex.word(i) in lex.words["to"]), -1)
    for where in wheres:
        index = layout.analysis.token_at(where.start)
        if index < goal and entry is not None and entry.data.get("class") == "verb" and is_place(layout, where):
            # "a delegation of the groups in Syria arrived at the seat of the body in Geneva": what stands before "to" is where it comes from
            continue
        if covers and where.start > covers[0].end:
            return where
        if any(contact.cue.end <= m.start < where.start and index - layout.analysis.token_at(m.end) <= 1 for m in sentence.cues):
            continue
        if _of_person(layout, sentence, where) or (own is not None and where.start >= own):
            continue
        toward = where.particle in lex.words["lam"] or where.before in lex.words["to"]
        here = is_place(layout, where)
        bare = not where.particle and not where.before_relation
        direct = bare and (object_verb or index - at <= 1 or where.before in lex.words["capital_word"] or _object(layout, contact, where))
        if stays and not _stays(layout, contact, where):
            continue
        if leaves and not toward:
            if direct and left is None:
                # who leaves a place that is not home was on a visit there
                left = where
            continue
        if toward or direct:
            return where
        if here and second is None and not mentioned.in_topic(layout, where):
            second = where
    return second or left or _stop(layout, sentence, contact)


def _stop(layout: Layout, sentence: Sentence, contact: Contact) -> Where | None:
    """ "Cairo, the first stop of his tour": the place right before the word for a stop."""
    entry = contact.cue.get("cue")
    if entry is None or entry.data.get("class") != "noun":
        return None
    start, end = layout.analysis.sentences[sentence.index]
    for where in layout.analysis.wheres_in(start, end):
        after = layout.analysis.token_at(where.end)
        if where.country and any(layout.lex.is_(i, "stop") for i in (after, after + 1)):
            return where
    return None


def _own_house(layout: Layout, sentence: Sentence, contact: Contact) -> int | None:
    """Where an institution of the visitor's own state stands as what is visited ("visited his country's embassy in Rome"): no journey."""
    entities = layout.analysis.entities
    sides = {found.value for p in contact.parties if p.entity >= 0 and (found := entities[p.entity].affiliation) is not None}
    for chain in sentence.chains:
        if contact.cue.end <= chain.start < contact.end and not chain.relation and not chain.particle:
            actor = layout.analysis.actors[chain.members[0]]
            if actor.kind == "institution" and actor.affiliation is not None and actor.affiliation.value in sides:
                return chain.start
    return None


def _of_person(layout: Layout, sentence: Sentence, where: Where) -> bool:
    """Whether a place stands inside an office or name: the state that somebody serves is not where he goes."""
    for chain in sentence.chains:
        if chain.start <= where.start < chain.end:
            actors = (layout.analysis.actors[i] for i in chain.members)
            inside = [a for a in actors if a.kind in OF_PERSON and a.start <= where.start and where.end <= a.end]
            # "a delegation to Moscow" goes there
            return any(a.kind != "delegation" or where.before not in layout.lex.words["to"] for a in inside)
    return False


def _stays(layout: Layout, contact: Contact, where: Where) -> bool:
    """ "X will be in Doha", "X, who is in Doha": only right behind the one who is there, or right behind words that end with "in"."""
    at = layout.analysis.token_at(contact.cue.end)
    if layout.lex.is_(at - 1, "in"):
        return layout.analysis.token_at(where.start) == at
    behind = [p for p in contact.parties if p.actor >= 0 and layout.analysis.actors[p.actor].start >= contact.cue.end]
    if not behind or not is_place(layout, where):
        return False
    at = layout.analysis.token_at(where.start)
    days = (w for w in layout.analysis.whens_in(contact.cue.end, where.start) if at - layout.analysis.token_at(w.end) <= 1)
    day = next(days, None)
    return _object(layout, contact, where if day is None else msgspec.structs.replace(where, start=day.start))


def _object(layout: Layout, contact: Contact, where: Where) -> bool:
    """A bare place right behind one of the travellers: the object of the verb."""
    index = layout.analysis.token_at(where.start)
    for party in contact.parties:
        if party.actor >= 0:
            after = layout.analysis.token_at(layout.analysis.actors[party.actor].end)
            if 0 <= index - after <= 2:
                return True
    return False


def place(layout: Layout, sentence: Sentence, contact: Contact) -> tuple[Where | None, str]:
    """The place expression of a contact's clause, else of its sentence, with the rule that found it."""
    first = min(contact.cue.word, (contact.light or contact.cue).word)
    wheres = [
        w
        for w in layout.analysis.wheres_in(min(first, contact.start), contact.end)
        if is_place(layout, w)
        and not (_inside_parties(layout, contact, w.start, w.end) or _of_office(layout, contact, w))
        and not (mentioned.in_topic(layout, w) or mentioned.spoken_of(layout, w) or mentioned.of_what_is_dealt_with(layout, contact, w))
        and not mentioned.of_accord(layout, sentence, contact.cue, w)
        and not any(layout.lex.is_(layout.analysis.token_at(w.start) - k, "especially") for k in (1, 2))
    ]
    last = last_word(layout, contact)
    behind = [w for w in wheres if first <= w.start < contact.end and not in_relative(layout, sentence, last, w.start)]
    before = [
        w
        for w in wheres
        if contact.start <= w.start < first and not of_saying(layout, w.end, first) and not of_cue_before(sentence, contact, w, first)
    ]
    if not before and contact.start > layout.analysis.sentences[sentence.index][0]:
        # "… to Oman, where he met X": the place stands right before the relative word of place
        at = layout.analysis.token_at(contact.start)
        if layout.lex.is_(at, "where_relative"):
            near = layout.analysis.wheres_in(contact.start - LONG, contact.start)
            before = [w for w in near if w.country and 0 <= at - layout.analysis.token_at(w.end) <= 1]
    if layout.told_apart(contact.cue):
        behind, before = [w for w in behind if w.start >= contact.cue.end], []
    if (house := _hosted(layout, contact)) is not None and not any(w.city for w in (*behind, *before)):
        return house, "who hosts"
    for options, rule in ((behind, "place behind the cue"), (before[::-1], "place before the cue")):
        for where in options:
            if where.city is not None or not (behind and before):
                return where, rule
    if (here := _here(layout, contact)) is not None:
        return here, "dateline of here"
    options = behind or before[::-1]
    if not options and (called := named_after(layout, contact.cue)) is not None:
        return called, "city of the contact's name"
    return (options[0], "place behind the cue" if behind else "place before the cue") if options else (None, "")


def _here(layout: Layout, contact: Contact) -> Where | None:
    """The city of the dateline, where the clause says that it was "here"."""
    line, lex = layout.analysis.report.dateline, layout.lex
    at = next((i for i in tokens(layout, contact.cue.end, contact.end) if lex.is_(i, "here")), -1)
    if at < 0 or line is None or line.city is None or layout.analysis.quoted(contact.cue.start, contact.cue.end):
        return None
    return Where(lex.tokens[at].start, lex.tokens[at].end, line.city, line.country, "", "")


def named_after(layout: Layout, cue: Match) -> Where | None:
    """ "The Muscat talks": a city right behind a noun of contact, with nothing joined to it by "and"."""
    entry = cue.get("cue")
    if entry is None or entry.data.get("class") != "noun" or cue.pronoun or layout.lex.has_article(cue):
        return None
    at = layout.analysis.token_at(cue.end)
    for where in layout.analysis.wheres_in(cue.end, cue.end + 3):
        if where.city is not None and not where.particle and layout.analysis.token_at(where.start) == at:
            after = layout.lex.word(layout.analysis.token_at(where.end))
            return None if after.startswith(layout.lex.conjunctions) else where
    return None


def _hosted(layout: Layout, contact: Contact) -> Where | None:
    """ "Oslo hosts the conference": the place that is the subject of a verb of hosting, right behind or right before it."""
    light = contact.light
    seen = light is not None and any(e.kind == "light" and e.data.get("witness") for e in light.entries)
    if light is None or not (seen or any(e.kind == "light" and e.data.get("hosts") for e in light.entries)):
        return None
    first, after = layout.token(light), layout.analysis.token_at(light.end)
    begin = layout.analysis.sentences[contact.sentence][0]
    for where in layout.analysis.wheres_in(min(begin, contact.start), max(contact.start, contact.end)):
        if contact.start <= where.start < contact.end or begin <= where.start < contact.start:
            at, end = layout.analysis.token_at(where.start), layout.analysis.token_at(where.end)
            called = layout.lex.words["city_word"] | layout.lex.words["capital_word"] | OPENING
            while at > after and layout.lex.word(at - 1) in called:
                at -= 1  # "the city of "X" witnessed …"
            if not where.particle and (0 <= at - after <= 1 or (not seen and 0 <= first - end <= 1)):
                return where
    return None
