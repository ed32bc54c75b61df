"""Places that are spoken of, and not where a contact took place.

In: a place expression with what stands around it. Out: whether it is that of affairs, of an accord, of somebody's stay.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import Contact
from mahdar.recognise.analysis import LONG, Where
from mahdar.recognise.matcher import Match
from mahdar.recognise.topics import SITUATION


def spoken_of(layout: Layout, where: Where) -> bool:
    """Whether a place is that of affairs, or of somebody's birth or stay."""
    return _settled(layout, where) or _affairs(layout, where) or _concerned(layout, where)


def of_what_is_dealt_with(layout: Layout, contact: Contact, where: Where) -> bool:
    """ "A and B held talks on the exchange of intelligence in Kenya": a state whose affairs the report tells of, behind the word for what was
    dealt with or in what was agreed on."""
    if where.city is not None or where.country is None or where.start < contact.cue.end:
        return False
    analysis = layout.analysis
    triggers = analysis.of_in("about_trigger", contact.cue.end, where.start)
    about = any((e := m.get("about_trigger")) is not None and e.value == "preposition" for m in triggers)
    if not about and contact.kind != "agreement":
        return False
    sides = (analysis.entities[p.entity].affiliation for p in contact.parties if p.entity >= 0)
    if any(side is not None and side.value == where.country for side in sides):
        return False
    # "they came to Oslo for talks on …": those who came there met there
    begin = analysis.sentences[contact.sentence][0]
    came = any(w.before in layout.lex.words["to"] and w.country != where.country for w in analysis.wheres_in(begin, contact.cue.word))
    return came or any(t.value == SITUATION + where.country for t in analysis.topics)


def of_accord(layout: Layout, sentence: Sentence, cue: Match, where: Where) -> bool:
    """Whether a place is where an accord that is spoken of was signed ("dealt with carrying out the accord signed in Oslo")."""
    at = layout.analysis.token_at(where.start)
    signed = (other for other in sentence.cues if other is not cue and layout.participle_of_accord(other))
    return any(0 <= at - layout.analysis.token_at(other.end) <= 1 for other in signed)


def _concerned(layout: Layout, where: Where) -> bool:
    """Whether a place says what something is concerned with ("the conference on Libya", "the decision relating to Mali")."""
    return where.particle in layout.lex.words["at"] and where.before in layout.lex.words["concerned"]


def _affairs(layout: Layout, where: Where) -> bool:
    """Whether a place is that of affairs spoken of ("the (humanitarian) situation in Kabul")."""
    at = layout.analysis.token_at(where.start)
    return layout.lex.is_(at - 1, "in") and (layout.lex.is_(at - 2, "affairs") or layout.lex.is_(at - 3, "affairs"))


def _settled(layout: Layout, where: Where) -> bool:
    """Whether a place says where somebody was born, lives or is held ("X, born in Paris, met …")."""
    at = layout.analysis.token_at(where.start)
    return layout.lex.is_(at - 1, "settled") or layout.lex.is_(at - 2, "settled")


def in_topic(layout: Layout, where: Where) -> bool:
    """Whether a place belongs to what was spoken of ("the crisis in Syria")."""
    return any(t.start <= where.start < t.end for t in layout.analysis.topics_in(where.start - LONG, where.start + 1))
