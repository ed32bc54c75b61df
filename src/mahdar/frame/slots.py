"""When and where a contact took place: the date and place expressions of its clause, and where the words imply the place.

A date belongs to the contact that it modifies: the first behind the cue in its clause, else the nearest before it there, else, for a contact
told as the circumstance of the sentence's main clause ("after meeting …"), the sentence's own.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import Contact
from mahdar.recognise.analysis import When, Where


def _inside_parties(layout: Layout, contact: Contact, start: int, end: int) -> bool:
    return any(a.start <= start and end <= a.end for p in contact.parties if p.actor >= 0 and (a := layout.analysis.actors[p.actor]))


def when(layout: Layout, sentence: Sentence, contact: Contact) -> When | None:
    """The date expression that a contact's clause gives it."""
    whens = [w for w in layout.analysis.whens if contact.start <= w.start < contact.end]
    first = min(contact.cue.word, contact.light.word if contact.light is not None else contact.cue.word)
    limit = contact.end
    for other in sentence.cues:
        if other.word > contact.cue.end and not any(contact.cue.end <= p.start < other.word for p in whens) and _separate(layout, sentence, other):
            limit = min(limit, other.word)
            break
    behind = [w for w in whens if first <= w.start < limit]
    if behind:
        return behind[0]
    before = [w for w in whens if w.end <= first]
    if before:
        return before[-1]
    entry = contact.cue.get("cue")
    if entry is not None and entry.data.get("class") == "noun" and contact.light is None:
        start, end = layout.analysis.sentences[sentence.index]
        same = [w for w in layout.analysis.whens if start <= w.start < end]
        before_cue = layout.lex.word(layout.token(contact.cue) - 1)
        if len(same) == 1 and before_cue in layout.lex.words["same_day"]:
            return same[0]
    return None


def _separate(layout: Layout, sentence: Sentence, other: object) -> bool:
    return True


def is_place(layout: Layout, where: Where) -> bool:
    """Whether a place expression says where something is ("in", "at"), not whose it is."""
    return where.particle in layout.lex.words["at"] or where.before in layout.lex.words["in"]


def destination(layout: Layout, sentence: Sentence, contact: Contact) -> Where | None:
    """Where a visit leads: the first place behind the cue that "to", "in", "for" or nothing stands before."""
    lex = layout.lex
    entry = contact.cue.get("cue")
    leaves = entry is not None and bool(entry.data.get("leaves"))
    at = layout.analysis.token_at(contact.cue.end)
    text = layout.analysis.view.text[contact.cue.start : contact.cue.end]
    if entry is not None and entry.data.get("class") == "verb" and text.endswith(tuple(lex.pack.settings.pronouns)) and lex.is_(layout.token(contact.cue) - 1, "relative"):
        before = [w for w in layout.analysis.wheres if w.country and 0 < contact.cue.word - w.end < 8]
        if before:
            return before[-1]
    wheres = [w for w in layout.analysis.wheres if contact.cue.end <= w.start < contact.end and w.country]
    covers = [m for m in layout.analysis.of("covers") if contact.cue.end <= m.start < contact.end]
    object_verb = entry is not None and entry.data.get("object") == "place"
    for where in wheres:
        index = layout.analysis.token_at(where.start)
        if covers and where.start > covers[0].end:
            return where
        if covers:
            continue
        toward = where.particle in lex.words["lam"] or where.before in lex.words["to"]
        here = is_place(layout, where)
        bare = not where.particle and not where.before_relation
        direct = bare and (object_verb or index - at <= 1 or where.before in lex.words["capital_word"] or _object(layout, contact, where))
        if leaves and not toward:
            continue
        if toward or here or direct:
            return where
    return None


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
    first = min(contact.cue.word, contact.light.word if contact.light is not None else contact.cue.word)
    wheres = [w for w in layout.analysis.wheres if is_place(layout, w) and not _inside_parties(layout, contact, w.start, w.end)]
    behind = [w for w in wheres if first <= w.start < contact.end]
    if behind:
        return behind[0], "place behind the cue"
    before = [w for w in wheres if contact.start <= w.start < first]
    if before:
        return before[-1], "place before the cue"
    return None, ""
