"""Did it take place? Status of a contact from the words around its cue.

Denial, cancellation, postponement, proposal and plan are told by words of mood before the cue in its clause (or agreeing with it behind a cue
noun), the future particle, and a date that lies ahead of the report. A negated verb tells of no contact at all.
"""

from __future__ import annotations

from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import Contact
from mahdar.recognise.matcher import Match

ORDER = ("denied", "cancelled", "postponed", "proposed", "planned")
REACH = 70  # code points between a mood word and the cue that it tells of


def _mood(layout: Layout, match: Match) -> str:
    entry = match.get("mood")
    return entry.value if entry is not None else ""


def negated(layout: Layout, contact: Contact) -> bool:
    """Whether the cue verb (or the light verb of the noun) stands under a negation."""
    at = layout.token(contact.light or contact.cue)
    entry = contact.cue.get("cue")
    verb = entry is not None and entry.data.get("class") == "verb"
    if not verb and contact.light is None:
        return layout.lex.is_(at - 1, "no_noun")
    return layout.lex.is_(at - 1, "not") or (layout.lex.is_(at - 2, "not") and layout.lex.is_(at - 1, "been"))


def future(layout: Layout, contact: Contact) -> Match | None:
    """The verb marked as future: the cue, or the light verb that carries the noun."""
    for match in (contact.cue, contact.light):
        if match is None:
            continue
        if match.prefix in layout.lex.words["future"] or layout.lex.is_(layout.token(match) - 1, "future"):
            return match
    return None


def settle(layout: Layout, sentence: Sentence, contact: Contact) -> None:
    """Set `contact.status` and where it was read."""
    cue = contact.cue
    entry = cue.get("cue")
    verb = entry is not None and entry.data.get("class") == "verb"
    first = min(cue.word, contact.light.word if contact.light is not None else cue.word)
    found: dict[str, Match] = {}
    for match in sentence.moods:
        mood = _mood(layout, match)
        if mood == "past" or match.start == cue.start:
            continue
        before = contact.start <= match.word and match.end <= first and first - match.end <= REACH
        behind = cue.end <= match.word < contact.end and match.word - cue.end <= REACH and mood in ("planned", "postponed", "cancelled") and not verb
        if behind and mood == "planned" and not layout.lex.has_article(match) and not layout.analysis.view.text.startswith(layout.lex.article, match.start):
            behind = match.word - cue.end <= 25
        if behind and any(cue.end < other.word < match.word for other in sentence.cues):
            behind = False
        if before and any(match.end < other.word < first and other is not contact.light for other in sentence.cues):
            before = False
        if before and mood in ("proposed",) and any(match.end < other.word < first for other in sentence.lights if other is not contact.light):
            before = False
        if before or behind:
            found.setdefault(mood, match)
    for mood in ORDER:
        if mood in found:
            match = found[mood]
            contact.status, contact.status_at = mood, (match.start, match.end, f"word of {mood}")
            break
    ahead = future(layout, contact)
    if ahead is not None and contact.status == "held":
        contact.status, contact.status_at = "planned", (ahead.start, ahead.end, "future verb")
    if contact.status == "held" and not verb and cue.prefix in layout.lex.words["purpose"] and not cue.pronoun and contact.parties:
        contact.status, contact.status_at = "planned", (cue.start, cue.end, "purpose")
    if contact.status == "held" and contact.when is not None and contact.when.value is not None:
        published = layout.analysis.report.published
        if published is not None and contact.when.value[:10] > published.value[: len(contact.when.value[:10])]:
            contact.status, contact.status_at = "planned", (contact.when.start, contact.when.end, "date ahead of the report")
