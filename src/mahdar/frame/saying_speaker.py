"""Who said it: the party behind the verb, before it, at the head of the sentence, or the speaker of the statement before."""

from __future__ import annotations

import itertools

from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_gender import gender, latter, speaks
from mahdar.frame.saying_phrase import Who, phrase, unlisted, value_of
from mahdar.frame.saying_scene import COMMAS, Cue, Scene
from mahdar.frame.saying_sides import PARTIES, two_sides
from mahdar.frame.saying_who import adjacent_actor, agrees, as_speaker, coordinated, joint, preceding
from mahdar.model import FROM_EARLIER, INFERRED, SAID, Speaker
from mahdar.recognise.analysis import Actor, Read
from mahdar.text import folded

OPENER = 24  # words from the party that opens a clause said to its verb
IN_WHICH = 9  # words from a party past the noun for its words to the verb
ASKED = 80  # words from who was asked to the verb of the answer
MANY = 500  # mentions before a style among which the person meant is looked for: more than any report has
TOPICS = frozenset(("person", "pair", "group", "delegation", "institution"))


def last_person(scene: Scene, cue: Cue) -> Who | None:
    """The named person that the report spoke of last before the cue, as subject; for a verb whose subject nothing else tells."""
    best: Actor | None = None
    for actor in scene.actors_before(cue.word):
        if actor.start < scene.analysis.title_end or (best is not None and actor.sentence != best.sentence):
            break
        if actor.kind == "person" and actor.name is not None and not actor.particle:
            if scene.governed(scene.token(actor.start)) or scene.quote_of(actor.start):
                continue
            best = actor
    return as_speaker(scene, best, FROM_EARLIER, "person spoken of before", 0.5) if best is not None else None


def asked(scene: Scene, cue: Cue) -> Who | None:
    """Who was asked, in the sentence of an answer that has no subject of its own ("when X was asked about …, he answered")."""
    first = scene.token(scene.analysis.sentences[cue.sentence][0])
    for i in range(cue.first - 1, max(first, cue.first - ASKED) - 1, -1):
        actor = scene.begins(i + 1) if scene.words.has("asked", scene.words.bare(scene.text_at(i))) else None
        if actor is not None and not actor.particle:
            return as_speaker(scene, actor, FROM_EARLIER, "who was asked", 0.8)
    return None


def opener(scene: Scene, cue: Cue, start: int) -> Who | None:
    """The party that opens the clause said at folded `start`, whose verb stands behind an aside ("said that X, who arrived yesterday,
    stressed") or behind what belongs to an unnamed source ("said that sources close to the talks stressed")."""
    first = scene.after(start)
    first += scene.text_at(first) in scene.words.that
    actor = scene.begins(first)
    unnamed = scene.words.has("source", scene.text_at(first)) or scene.words.has("unnamed", scene.text_at(first))
    if cue.joined or cue.first - first > OPENER:
        return None
    if actor is not None and not actor.particle:
        i = scene.after(actor.end)
        aside = scene.text_at(i) in COMMAS and scene.text_at(cue.first - 1) in COMMAS and cue.first - 1 > i
        if not (aside or unnamed) or not agrees(scene, cue, actor):
            return None
        return as_speaker(scene, actor, SAID, "party that opens the clause said", 0.75)
    return phrase(scene, scene.tokens[first].start, cue.first, False) if unnamed else None


def fitting(scene: Scene, found: Complement, kept: Who | None) -> Who | None:
    """The speaker kept for a verb without a subject; where the verb is of another gender, the party of its own gender in the sentence."""
    if kept is None or speaks(scene, found, kept):
        return kept
    if found.entry.data["form"] == "participle":
        return None  # written like it, a verbal noun ("in support and aid of …")
    start = scene.analysis.sentences[found.cue.sentence][0]
    wanted = found.entry.data.get("gender", "m")
    told = [
        a for a in scene.actors_in(start, found.cue.word) if a.end <= found.cue.word and a.number == "sg" and gender(scene, a) == wanted
    ]
    free = [a for a in told if not (a.particle or scene.governed(scene.token(a.start)))]
    return as_speaker(scene, free[0], FROM_EARLIER, "party of the verb's gender", 0.6) if free else None


def differs(scene: Scene, cue: Cue) -> bool:
    """Whether a party right before a verb cannot be its subject: it is that of a relative clause ("a draft that Washington wrote backs …")."""
    actor = scene.actor_at(cue.first - 1)
    if actor is None or actor.particle or cue.form != "finite" or agrees(scene, cue, actor):
        return False
    return scene.text_at(scene.token(actor.start) - 1).endswith(tuple(scene.analysis.pack.settings.pronouns))


def several(scene: Scene, cue: Cue) -> Who | None:
    """Those of the sentence whom a plural verb without a subject behind it tells of: no single person."""
    start = scene.analysis.sentences[cue.sentence][0]
    for actor in scene.actors_before(cue.word):
        if actor.start < start:
            break
        if (actor.kind in ("group", "pair") or actor.number == "pl") and not actor.particle:
            return as_speaker(scene, actor, FROM_EARLIER, "those spoken of before a plural verb", 0.6)
    return None


def both(scene: Scene, cue: Cue) -> Who | None:
    """The two sides together, behind an impersonal phrase or a dual verb without a subject."""
    sides = two_sides(scene, cue.word)
    return Who(Speaker(None, sides, None), cue.start, cue.end, INFERRED, "the two sides", 0.6) if sides else None


def behind(scene: Scene, found: Complement) -> Who | None:
    """The subject that follows the verb."""
    cue = found.cue
    if (last := latter(scene, cue)) is not None:
        return as_speaker(scene, last, FROM_EARLIER, "the latter of those told before", 0.8)
    if found.entry.data["form"] == "finite" and found.entry.data.get("number", "sg") != "sg":
        return None  # a verb in the plural or dual has its subject before it
    actor = adjacent_actor(scene, cue.end)
    ahead = found.start < cue.word  # the words stand before the verb
    if actor is not None and (ahead or actor.start < found.start) and agrees(scene, cue, actor):
        group = coordinated(scene, actor)
        named = _named_later(scene, actor, found.mark) if len(group) == 1 else None
        if named is not None:
            return named
        return joint(scene, group, SAID, "subject behind the verb", 0.95)
    styled = _styled(scene, cue)
    if styled is not None or (actor is not None and actor.start < found.start):
        return styled
    return _phrase(scene, cue, found)


def _named_later(scene: Scene, office: Actor, mark: int) -> Who | None:
    """An office without a name, whose name stands further on before the complement: "the spokesman of the body in the city, so and so". Where the
    report tells a holder of that office only later, the name stands between commas."""
    if office.kind != "person" or office.number != "sg" or office.name is not None:
        return None
    held = scene.analysis.entities[office.entity].name if 0 <= office.entity < len(scene.analysis.entities) else None
    if held is not None and held.start < office.start:
        return None  # who holds it has been told
    i = scene.after(office.end)
    while i < min(mark, scene.after(office.end) + 12):
        actor = scene.begins(i)
        if actor is None:
            i += 1
            continue
        if actor.kind == "person" and actor.name is not None:
            if actor.particle or actor.joined or scene.governed(i):
                return None
            if held is not None and (scene.text_at(i - 1) not in COMMAS or not _closed(scene, actor, mark)):
                return None
            one = as_speaker(scene, actor, SAID, "name behind the office", 0.85)
            if one is None:
                return None
            affiliation, role = value_of(office.affiliation), value_of(office.role)
            speaker = Speaker(one.speaker.name, one.speaker.affiliation or affiliation, one.speaker.role or role)
            return Who(speaker, office.start, actor.end, SAID, "name behind the office", 0.85, one.reads, actor.entity)
        i = max(i + 1, scene.after(actor.end))
    found = unlisted(scene, scene.after(office.end), mark)
    if found is None:
        return None
    read = Read(scene.analysis.words(*found), *found, SAID, "name behind the office")
    rule = read.rule
    reads = tuple((f, r) for f, r in (("name", read), ("affiliation", office.affiliation), ("role", office.role)) if r is not None)
    return Who(Speaker(read.value, value_of(office.affiliation), value_of(office.role)), office.start, found[1], SAID, rule, 0.75, reads)


def _closed(scene: Scene, actor: Actor, mark: int) -> bool:
    """Whether a comma or the complement follows a name."""
    i = scene.after(actor.end)
    return i == mark or scene.text_at(i) in COMMAS


def _styled(scene: Scene, cue: Cue) -> Who | None:
    """A style ("his highness") behind the verb: the person spoken of last who has one of its offices."""
    end = scene.tokens[cue.after].end if cue.after < len(scene.tokens) else cue.end
    for match in scene.analysis.of_in("style", cue.end, end):
        if scene.token(match.start) != cue.after or match.prefix:
            return None
        entry = match.get("style")
        roles = entry.value.split("|") if entry else []
        title = folded(entry.data.get("title", "")) if entry else ""
        best: Who | None = None
        first: Who | None = None  # of the nearest sentence that has some, the first that nothing governs: whom the sentence is about
        sentence = -1
        for actor in itertools.islice(scene.actors_before(cue.word), MANY):
            if actor.kind != "person":
                continue
            if first is not None and actor.sentence != sentence:
                break
            one = as_speaker(scene, actor, FROM_EARLIER, "person of that style spoken of before", 0.7)
            if one is None or one.speaker.role not in roles or one.speaker.name is None:
                continue
            if title and not _titled(scene, one.entity, title):
                best = best or one
            elif not _received(scene, actor) and (first is None or not (actor.particle or scene.governed(scene.token(actor.start)))):
                first, sentence = one, actor.sentence
        return first or best
    return None


def _received(scene: Scene, actor: Actor) -> bool:
    """Whether a person stands right behind a noun of contact with an ending ("on his meeting His Highness X"): whom another met."""
    match = scene.lex.find(scene.token(actor.start) - 1, "cue")
    return match is not None and bool(match.pronoun)


def _titled(scene: Scene, entity: int, title: str) -> bool:
    """Whether a person is told with the title of a style ("his highness" is for whom "his royal highness the prince" was said)."""
    if not 0 <= entity < len(scene.analysis.entities):
        return False
    made: dict[tuple[int, str], bool] = scene.analysis.kept.setdefault("titled", {})
    if (entity, title) not in made:
        mentions = (scene.actors[i] for i in scene.analysis.entities[entity].mentions)
        made[entity, title] = any(title in scene.text[actor.start : actor.end] for actor in mentions)
    return made[entity, title]


def _phrase(scene: Scene, cue: Cue, found: Complement) -> Who | None:
    """A noun phrase behind the verb that no party was recognised in: an unnamed source, a body, a surname."""
    strong = "strong" in found.entry.data or found.slot in ("that", "speech", "colon")
    return phrase(scene, cue.end, found.mark, strong or ("weak" not in found.entry.data and found.slot != "object"))


def _fronted(scene: Scene, cue: Cue) -> bool:
    """Whether what was asked about stands in front ("On the choice of X as premier he stressed that …"): no subject of the first verb."""
    first = scene.token(scene.analysis.sentences[cue.sentence][0])
    word = scene.words.bare(scene.text_at(first))
    about = scene.words.has("concerning", word) or scene.words.has("concerning", f"{word} {scene.text_at(first + 1)}")
    return about and not any(c.word < cue.word and c.form == "finite" for c in scene.cues_of(cue.sentence))


def before(scene: Scene, cue: Cue) -> Who | None:
    """The subject that stands right before the verb (or before a relative word and the verb)."""
    start = scene.analysis.sentences[cue.sentence][0]
    if _fronted(scene, cue):
        return None
    if scene.words.has("in_it", scene.text_at(cue.after)):
        return _in_which(scene, cue)
    i = cue.first - 1
    while i >= 0 and scene.tokens[i].start >= start:
        actor = scene.actor_at(i)
        if actor is not None:
            break
        i -= 1
        if cue.first - i > 8:
            return _phrase_before(scene, cue)
    else:
        return _phrase_before(scene, cue)
    gap = scene.text[actor.end : cue.word]
    source = scene.token(actor.start) - 1
    if scene.words.has("unnamed", scene.text_at(source)) and scene.words.before.fullmatch(gap):
        return phrase(scene, scene.tokens[source].start, cue.first, False)  # "a source, an official there, said"
    if cue.first - 2 >= scene.after(actor.end) and scene.words.has("anew", scene.text_at(cue.first - 1)) and gap.lstrip()[:1] in COMMAS:
        return None  # "…, and he also pointed to": the subject is that of before
    m = scene.words.before.fullmatch(gap)
    if m is None:
        stripped = [w for w in gap.split() if not scene.words.has("relative", w.strip("\u060c,"))]
        if scene.words.before.fullmatch(" " + " ".join(stripped) + " ") is None:
            return None
        if actor.particle and not any(scene.words.has("relative", w.strip("\u060c,")) for w in gap.split()):
            return None
        if cue.pronoun:
            return None  # "which he called …": the word before is the object
        return as_speaker(scene, actor, SAID, "subject before a relative clause", 0.8)
    if not agrees(scene, cue, actor):
        return None
    group = preceding(scene, actor)
    if cue.dual and len(group) == 1 and actor.kind != "pair" and actor.number != "du":
        return None  # "the two agreed": one alone is no subject
    if group[0].particle or scene.governed(scene.token(group[0].start)):
        return None
    return joint(scene, group, SAID, "subject before the verb", 0.85)


def _phrase_before(scene: Scene, cue: Cue) -> Who | None:
    """A noun phrase right before the verb that usually speaks, behind a sign or a word that begins a clause ("but Western sources said")."""
    for i in range(cue.first - 1, max(cue.first - 6, 0), -1):
        if not scene.tokens[i].word or scene.begins(i) is not None:
            return None
        before = scene.text_at(i - 1)
        opens = not scene.tokens[i - 1].word or before in scene.words.that or scene.words.has("transition", before)
        if scene.words.has("source", scene.text_at(i)) and opens:
            found = phrase(scene, scene.tokens[i].start, cue.first, False)
            return found if found is not None and scene.after(found.end) == cue.first else None
    return None


def _in_which(scene: Scene, cue: Cue) -> Who | None:
    """ "Remarks of the minister in which he said": the party spoken of last before the verb, whatever governs it but "to" and "with"."""
    start, near = scene.analysis.sentences[cue.sentence][0], cue.first
    for actor in (a for a in scene.actors_before(cue.word) if a.end <= cue.word):
        if actor.start < start or near - scene.after(actor.end) > IN_WHICH:
            return None
        preposition = scene.text_at(scene.token(preceding(scene, actor)[0].start) - 1)
        if "to" in scene.words.slots.get(preposition, ()) or scene.words.has("together_with", preposition):
            near = scene.token(actor.start)
            continue  # "a letter to X, in which he welcomed": who wrote it
        if actor.kind in ("person", "institution", "pair", "group") or actor.kind in PARTIES:
            return as_speaker(scene, actor, SAID, "whose words the verb tells of", 0.75)
    return None


def topic(scene: Scene, cue: Cue) -> Who | None:
    """The subject of the sentence: the party that opens it, or for a further verb in the accusative also a person near its beginning."""
    if _fronted(scene, cue):
        return None
    start = scene.analysis.sentences[cue.sentence][0]
    m = scene.words.before.match(scene.text, start)
    opening = m.end() if m else start
    first = scene.after(opening)
    for actor in scene.actors_in(start, cue.word):
        if actor.particle or scene.quote_of(actor.start) or scene.governed(scene.token(actor.start)):
            continue
        i = scene.token(actor.start)
        if i == first or (
            (cue.form == "participle" or cue.joined)
            and (i - first <= 6 if actor.kind in TOPICS else i - first <= 1 and actor.kind in PARTIES)
        ):
            return joint(scene, coordinated(scene, actor), FROM_EARLIER, "subject of the sentence", 0.6)
        break
    if cue.form == "finite" and scene.words.has("source", scene.words.bare(scene.text_at(first))) and cue.first - first < 14:
        return phrase(scene, scene.tokens[first].start, cue.first, False)
    return None


def cited(scene: Scene, cue: Cue) -> Who | None:
    """The one whose words are relayed: behind "about" or "from" between a verb of relaying and "his saying"."""
    start = scene.analysis.sentences[cue.sentence][0]
    best: Actor | None = None
    for actor in scene.actors_in(start, cue.word):
        if "about" in scene.words.slots.get(scene.text_at(scene.token(actor.start) - 1), ()):
            best = actor
    return as_speaker(scene, best, SAID, "source of the words relayed", 0.85) if best is not None else None


def relayed(scene: Scene, found: Complement) -> Who | None:
    """The one whose words a verb of relaying carries: behind "about" between verb and complement."""
    for i in range(found.cue.after, found.mark):
        actor = scene.begins(i + 1)
        if scene.words.has("words_of", scene.text_at(i)) and actor is not None and not actor.particle:
            return as_speaker(scene, actor, SAID, "whose words are relayed", 0.85)
        if "about" not in scene.words.slots.get(scene.text_at(i), ()):
            continue
        if actor is not None:
            return as_speaker(scene, actor, SAID, "source of the words relayed", 0.85)
        return phrase(scene, scene.tokens[i].end, found.mark, True)
    return None
