"""What was said: where the complement of a verb of saying begins."""

from __future__ import annotations

import msgspec

from mahdar.frame.saying_nouns import asserted, past_adverbials, past_adverbs, past_aside, past_asked, past_contact, past_served, purpose
from mahdar.frame.saying_scene import COMMAS, MARKS, NAMED, Cue, Scene
from mahdar.frame.saying_who import adjacent_actor, coordinated
from mahdar.frame.saying_words import takes
from mahdar.packs import Entry
from mahdar.recognise.analysis import Actor

PEOPLE = frozenset(("person", "group", "institution", "state", "capital", "body"))
BEHIND_OBJECT = 5  # words from a noun right behind the subject to a preposition that can still be the verb's
WISHED = 3  # words from a verb of wishing to whom it is for
DETAILS = 4  # words from "details" to what they are about
OTHERS = 6  # tokens of "and other states of the region"
FAR = 45  # tokens that a subject with its titles and an adverbial may take before the complement of a plain verb of saying
NEAR = 9  # the same for verbs with everyday senses


class Complement(msgspec.Struct, gc=False):
    """The complement of a cue. `mark` is the token index where the search ended (preposition, clause opener, colon or mark), `start` the
    folded offset where the content begins, `quote` the quotation that it is, if it is one."""

    cue: Cue
    entry: Entry
    slot: str
    mark: int
    start: int
    act: str
    subject: Actor | None = None
    quote: tuple[int, int] | None = None
    end: int = 0
    topic: bool = False  # only what was spoken about: no statement, but whose words go on


def complement(scene: Scene, cue: Cue, stop: int) -> Complement | None:
    """The complement of a cue before token `stop`; the first of its meanings that finds one."""
    for entry in cue.entries:
        found = _complement(scene, cue, entry, stop)
        if found is not None:
            return found
    return None


def _past_subject(scene: Scene, subject: Actor) -> int:
    """Token index behind a subject, those joined to it and the number of a group ("the three ministers")."""
    last = coordinated(scene, subject)[-1]
    i = scene.after(last.end)
    if last is not subject and scene.words.has("and_others", scene.text_at(i)):  # "A, B and other states"
        i = next((j + 1 for j in range(i, i + OTHERS) if scene.text_at(j) in COMMAS), i)
    return i + (last.kind == "group" and scene.words.has("counted", scene.text_at(i)))


def _complement(scene: Scene, cue: Cue, entry: Entry, stop: int) -> Complement | None:
    wanted = takes(entry)
    light, weak = "light" in entry.data, "weak" in entry.data
    # a verb in the plural or dual has its subject before it
    single = entry.data["form"] == "finite" and entry.data.get("number", "sg") == "sg"
    subject = adjacent_actor(scene, cue.end) if single else None
    begin = cue.after
    if subject is not None:
        begin = _past_subject(scene, subject)
    elif scene.words.has("serving", scene.text_at(begin)):
        begin = past_served(scene, begin, stop)
    if "object" in wanted and not light:
        found = _object(scene, cue, entry, subject, begin, stop)
        if found is not None:
            return found
    # a verb with everyday senses needs its complement close by, unless its subject stands beside it
    told = subject or scene.actor_at(cue.first - 1)
    far = begin + (FAR if not weak or (told is not None and told.kind in PEOPLE) else NEAR)
    near = begin + (NEAR if weak else FAR)
    i = begin
    while i < min(stop, far):
        token = scene.tokens[i]
        slot = ""
        if not token.word:
            if token.text == ":" and "speech" in wanted:
                return _speech(scene, cue, entry, i, stop)
            quote = scene.opens.get(i)
            if quote is not None:
                past = scene.past_quote(quote[1])
                inner = scene.after(quote[0])
                if light and "object" in wanted and inner in scene.nouns and i - begin < 12:
                    return _lightly(scene, Complement(cue, entry, "object", inner, token.start, _act(entry, "object"), subject), stop)
                if "speech" in wanted and not scene.governed(i) and not _names(scene, i, quote, past, wanted, stop, i == cue.after):
                    return Complement(cue, entry, "speech", i, quote[0], _act(entry, "speech"), subject, quote)
                i = max(past, i + 1)
                continue
            i += 1
            continue
        start = 0
        actor = scene.begins(i)
        if actor is not None:
            slot = _joined_slot(scene, i, actor.particle, wanted)
            if slot:
                articled = slot == "with" and token.text.startswith(scene.words.joined["with"][0])
                start = token.start if articled else actor.start
            elif not _free_slot(scene, i, wanted):
                i = max(i + 1, scene.after(actor.end))
                continue
        if not slot:
            if i >= near and not opens_clause(scene, i):
                i += 1
                continue
            if opens_clause(scene, i):
                # a clause behind "after", "before" … is no complement
                if "that" in wanted and not scene.words.has("not_before_that", scene.words.bare(scene.text_at(i - 1))):
                    return Complement(cue, entry, "that", i, token.start, _act(entry, "that"), subject)
                i += 1
                continue
            slot = _free_slot(scene, i, wanted)
            if slot:
                start = scene.tokens[i + 1].start if i + 1 < len(scene.tokens) else 0
                if slot == "from":
                    start = past_asked(scene, i + 1, stop) or start
            elif scene.actor_at(i) is None:
                slot, start = _letter_slot(scene, i, wanted)
        if slot == "with" and next(iter(wanted)) == "that" and (scene.governed(i) or _clause_ahead(scene, i, min(stop, far))):
            i += 1
            continue
        if slot == "about" and any(scene.words.has("details", scene.text_at(k)) for k in range(max(begin, i - DETAILS), i)):
            slot = ""  # "revealed new details about": nothing of them is told
        if slot == "for" and "object" in wanted and begin < i <= begin + WISHED and _bare(scene, begin, i):
            start = scene.tokens[begin].start  # "wished recovery to the wounded"
        if slot and start:
            found = Complement(cue, entry, slot, i, start, _act(entry, slot), subject)
            paper = scene.words.has("paper", scene.text_at(cue.after))  # a paper says what it speaks of
            found.topic = slot == "about" and "heads" in entry.data and not (paper or asserted(scene, start))
            if not light:
                return found
            if (noun := _lightly(scene, found, stop)) is not None or "speech" not in wanted:
                return noun
        if light and "object" in wanted and i in scene.nouns and i - begin < 12:
            found = Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)
            return _lightly(scene, found, stop)
        if (
            "object" in wanted
            and not light
            and i > begin
            and scene.words.has("object_head", token.text)
            and scene.actor_at(i) is None
            and not weak
        ):
            return Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)
        i += 1
    if subject is not None and "object" in wanted and not light:
        i = past_aside(scene, begin, stop)
        if i:
            return Complement(cue, entry, "object", i, scene.tokens[i].start, _act(entry, "object"), subject)
    if (
        subject is not None
        and cue.joined
        and not cue.pronoun
        and next(iter(wanted)) == "object"
        and "light" not in entry.data
        and subject.kind in ("person", "group", "state")
    ):
        # nothing more to be the object: the party behind the verb is it, and the speaker is that of the sentence before
        return Complement(cue, entry, "object", begin, subject.start, _act(entry, "object"))
    if "bare" in wanted and subject is not None:
        i = past_adverbs(scene, scene.tokens[begin - 1].end)
        if (
            i + 3 < stop
            and scene.tokens[i].word
            and scene.text_at(i) not in scene.words.slots
            and not scene.words.has("preposition", scene.text_at(i))
        ):
            return Complement(cue, entry, "bare", i, scene.tokens[i].start, _act(entry, "speech"), subject)
    return None


def _bare(scene: Scene, first: int, after: int) -> bool:
    """Whether nothing but nouns stands between two tokens: no sign, no preposition."""
    return all(scene.tokens[k].word and not scene.governed(k + 1) for k in range(first, after))


def quoted_ahead(scene: Scene, cue: Cue) -> Complement | None:
    """The quotation right before a verb of saying that has no complement behind it (""words", said X")."""
    entry = next((e for e in cue.entries if e.data["form"] == "finite" and "speech" in takes(e)), None)
    subject = adjacent_actor(scene, cue.end)
    if entry is None or subject is None or cue.joined or cue.pronoun:
        return None
    i = cue.first - 1
    while i > 0 and (scene.text_at(i) in COMMAS or scene.words.has("thus", scene.text_at(i))):
        i -= 1
    if scene.text_at(i) not in MARKS:
        return None
    end = scene.tokens[i].start
    quote = next(((a, b) for a, b in scene.quotes_in(end - 2, end + 1) if b <= end), None)
    if quote is None or scene.after(quote[1]) - scene.after(quote[0]) <= NAMED:
        return None
    return Complement(cue, entry, "speech", scene.after(subject.end), quote[0], _act(entry, "speech"), subject, quote)


def _clause_ahead(scene: Scene, i: int, stop: int) -> bool:
    """Whether a clause opens between token i and `stop`."""
    return any(opens_clause(scene, j) for j in range(i + 1, stop))


def opens_clause(scene: Scene, i: int) -> bool:
    """Whether token i opens a clause; a name written like such a word shows by what follows it."""
    text = scene.text_at(i)
    named = scene.words.has("name_like", text) and scene.words.has("not_after_that", scene.text_at(i + 1))
    return text in scene.words.that and not named


def _act(entry: Entry, slot: str) -> str:
    return takes(entry).get(slot) or entry.value


def _joined_slot(scene: Scene, i: int, particle: str, wanted: dict[str, str]) -> str:
    for slot, letters in scene.words.joined.items():
        if slot in wanted and particle and particle.startswith(letters):
            return slot
    return ""


def _free_slot(scene: Scene, i: int, wanted: dict[str, str]) -> str:
    for slot in scene.words.slots.get(scene.text_at(i), ()):
        if slot in wanted:
            return slot
    return ""


def _letter_slot(scene: Scene, i: int, wanted: dict[str, str]) -> tuple[str, int]:
    """A complement whose preposition is joined to word i, with where its content begins."""
    token = scene.tokens[i]
    for slot, letters in scene.words.joined.items():
        if slot not in wanted or token.text in scene.words.not_joined[slot] or (i in scene.nouns and slot == "for"):
            continue
        if len(token.text) > 2 and token.text.startswith(letters):
            # a preposition that the article joins stays with its word
            bare = slot == "with" and not token.text.startswith(letters[0])
            return slot, token.start + (len(letters[-1]) if bare else 0)
        if len(token.text) == 1 and token.text in letters and i + 1 < len(scene.tokens):
            # the letter stands apart before a mark: b-"words"
            return slot, scene.tokens[i + 1].start
    return "", 0


def _names(scene: Scene, mark: int, quote: tuple[int, int], past: int, wanted: dict[str, str], stop: int, leads: bool) -> bool:
    """Whether a quotation is a name or a loaded word in quotation marks: behind a noun that takes a name, or short with the complement
    still to come or the sentence going on; right behind the verb, with what is said behind a comma, it is the subject."""
    length = scene.after(quote[1]) - scene.after(quote[0])
    before = scene.text_at(mark - 1)
    if length > 6 or before == ":":
        return False
    if scene.words.has("quoted_name", before) or scene.words.has("quoted_name", scene.words.bare(before)):
        return True
    if leads and scene.text_at(past) in COMMAS and any(opens_clause(scene, i) or _free_slot(scene, i, wanted) for i in range(past, stop)):
        return True
    if length > 4:
        return False
    for i in range(past, min(past + 3, len(scene.tokens))):
        text = scene.text_at(i)
        if text in scene.words.that or text == ":" or _free_slot(scene, i, wanted) or i in scene.opens:
            return True
    if length <= 3 and scene.text_at(past) in COMMAS and any(opens_clause(scene, i) for i in range(past, min(past + 9, stop))):
        return True  # "in remarks to the paper "X", on Saturday, that …"
    return length <= 2 and past < stop and scene.tokens[past].word


def _speech(scene: Scene, cue: Cue, entry: Entry, i: int, stop: int) -> Complement | None:
    """The speech behind the colon at token i."""
    j = i + 1
    while j < len(scene.tokens) and not scene.tokens[j].word and j not in scene.opens:
        j += 1
    quote = scene.opens.get(j)
    if quote is not None:
        return Complement(cue, entry, "speech", i, quote[0], _act(entry, "speech"), None, quote)
    if j >= stop:
        return None
    slot = "that" if scene.text_at(j) in scene.words.that else "colon"
    return Complement(cue, entry, slot, i, scene.tokens[j].start, _act(entry, "that" if slot == "that" else "speech"), None)


def _object(scene: Scene, cue: Cue, entry: Entry, subject: Actor | None, begin: int, stop: int) -> Complement | None:
    """A direct object right behind the verb and its subject."""
    wanted = takes(entry)
    if subject is not None:
        i = past_adverbials(scene, begin, stop, wanted)
    else:
        i = past_contact(scene, cue) or past_adverbs(scene, cue.end)
    if i >= stop:
        return None
    token = scene.tokens[i]
    quote = scene.opens.get(i)
    text = token.text
    words = scene.words
    others = len(wanted) > 1
    if not token.word:
        if quote is None or "speech" in wanted:
            return None
        if _names(scene, i, quote, scene.past_quote(quote[1]), wanted, stop, i == cue.after):
            return None
        return Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)
    actor = scene.begins(i)
    if actor is not None and actor.particle:
        return None
    if actor is not None and subject is not None and next(iter(wanted)) == "object" and actor.kind in ("person", "group"):
        # "X thanked his counterpart for …"
        return Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)
    if text in words.that or text in words.slots or words.has("preposition", text) or words.has("transition", text):
        return None
    further = scene.cue_at.get(i)
    if further is not None and further.joined and further.form == "finite":
        return None  # a further verb is no object
    if words.has("object_head", text) or i in scene.nouns:
        return Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)
    if cue.pronoun or any(text.startswith(letter) for letter in words.joined["for"] if len(letter) > 1):
        return None  # the object is the pronoun, or the subject goes on
    if subject is not None and actor is None and purpose(scene, text):
        return None  # "the spokesman of the committee for fighting …": the subject goes on
    if subject is not None and subject.kind == "person" and subject.name is None and not (subject.article or subject.affiliation or actor):
        return None  # "the secretary of the bloc …": what the office is of, no object
    if "as" in entry.data and (subject is not None or cue.joined or entry.data["form"] == "participle"):
        return Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)
    expected = subject is None and entry.data["form"] == "finite" and not cue.joined and actor is None and "recipient" not in entry.data
    reports = next(iter(wanted)) == "that"  # a clause is what this verb mostly takes: wait for it even behind a long subject
    near = 14 if "recipient" in entry.data or subject is None else 7
    told = subject is not None
    if others and _marker_ahead(scene, i, stop, wanted, FAR if expected or reports else near, expected or reports, told):
        return None
    if (
        subject is None
        and entry.data["form"] == "finite"
        and (words.has("source", text) or (not cue.joined and actor is None and i == cue.after and "strong" in entry.data))
    ):
        return None
    if "recipient" in entry.data and others and subject is None and actor is None:
        return None
    return Complement(cue, entry, "object", i, token.start, _act(entry, "object"), subject)


def _marker_ahead(scene: Scene, i: int, stop: int, wanted: dict[str, str], reach: int, far: bool = False, told: bool = False) -> bool:
    """Whether another complement that the verb takes stands within `reach` words, in the same clause unless `far`."""
    for j in range(i, min(stop, i + reach)):
        text = scene.text_at(j)
        if opens_clause(scene, j) and "that" in wanted and not scene.words.has("not_before_that", scene.text_at(j - 1)):
            return True
        if text == ":" and "speech" in wanted:
            return True
        if told and j - i > BEHIND_OBJECT:
            continue  # a preposition so far behind a noun that follows the subject at once belongs to that noun
        if _free_slot(scene, j, wanted):
            return True
        actor = scene.begins(j)
        if actor is not None and _joined_slot(scene, j, actor.particle, wanted):
            return True
        if scene.actor_at(j) is None and scene.tokens[j].word and _letter_slot(scene, j, wanted)[0]:
            return True
        if text in COMMAS and not far:
            return False
    return False


def _lightly(scene: Scene, found: Complement, stop: int) -> Complement | None:
    """The complement of a light verb: the noun at its beginning decides the act, and a transparent noun gives way to its own complement."""
    i = scene.after(found.start)
    if i < len(scene.tokens) and scene.tokens[i].start > found.start:
        i -= 1
    noun = next((scene.nouns[k] for k in (i, found.mark, i + 1, i + 2) if k in scene.nouns and k <= stop), None)
    if noun is None:
        return None if "nouns" in found.entry.data or found.slot == "object" else found
    entry = noun.get("say_noun")
    assert entry is not None
    found.act = entry.value
    if "through" not in entry.data:
        return found
    for j in range(scene.after(noun.end), min(stop, scene.after(noun.end) + 4)):
        text = scene.text_at(j)
        if text in scene.words.that:
            found.start, found.mark = scene.tokens[j].start, j
            return found
        if text in scene.words.slots and j + 1 < stop:
            found.start, found.mark = scene.tokens[j + 1].start, j
            return found
    return found
