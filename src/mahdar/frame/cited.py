"""Which documents are named in connection with which contact.

In: the contacts of a report, its documents by place, its statements, and which sentences go on about which contact. Out: the documents of
every contact, each once. A document belongs to the contact whose words stand right before it in its sentence, and to the visit made for that
one; in a sentence that tells of no contact to the one that the text is about, as long as that one was told close by, and unless the sentence
tells of what was before, or what somebody says who has no part in it. An accord signed in these days has no name of its own yet.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date

from mahdar.frame.contact import Contact
from mahdar.frame.voices import Voice, voice_at
from mahdar.recognise.analysis import LONG, Analysis, Mention
from mahdar.recognise.documents import BACK

DAY, MONTH = 10, 7  # letters of a day, of a month
FRESH = 7  # days in which an accord that is signed is news
OPENS = 2  # words at the beginning of a sentence in which a "was" puts it before the news
NEAR = 40  # letters from a document to the verb behind it that tells of its signing
BEFORE = 2  # sentences from a document to the first telling of its contact behind it
PURPOSE = "purpose"  # the rule of a status read from "in order to"
Told = tuple[Contact, Contact]


def cited(
    analysis: Analysis,
    contacts: Sequence[Contact],
    documents: Sequence[Mention],
    voices: list[Voice],
    about: Mapping[int, Sequence[tuple[int, int]]],
) -> dict[int, list[Mention]]:
    """The documents of each contact, by its `id()`, of `documents` and those told by parties.
    `about`: folded ranges of the sentences that go on about a contact."""
    told: dict[int, list[Told]] = {}
    for contact in contacts:
        for telling in (contact, *contact.joined):
            told.setdefault(telling.sentence, []).append((contact, telling))
    goes_on = {start: c for c in contacts for start, _ in about.get(id(c), ())}
    out: dict[int, dict[str, Mention]] = {id(c): {} for c in contacts}
    signed = [m for c in contacts if c.kind == "agreement" and (m := _by_parties(analysis, c)) is not None]
    for mention in sorted([*documents, *signed], key=lambda m: m.start):
        index = analysis.sentence_of(mention.start)
        here = sorted(told.get(index, []), key=lambda t: t[1].cue.start)
        owners = (
            _in_sentence(mention, here, voices)
            if here
            else _carried(analysis, mention, index, goes_on.get(analysis.sentences[index][0]) if index >= 0 else None, voices)
        )
        for owner in owners:
            out[id(owner)].setdefault(mention.value, mention)
    return {key: list(found.values()) for key, found in out.items()}


def _in_sentence(mention: Mention, here: list[Told], voices: list[Voice]) -> list[Contact]:
    """Whose document it is among the contacts told in its sentence."""
    owners = [c for c, t in here if c.kind == "agreement" and _signed(mention, t)]
    said = voice_at(voices, mention.start)
    # what is said on a visit is no matter of the visit itself
    others = [(c, t) for c, t in here if c.kind != "agreement" and (c.kind != "visit" or said == voice_at(voices, t.cue.start))]
    if any(not t.anaphor for _, t in others):
        others = [(c, t) for c, t in others if c.kind != "visit" or not t.anaphor]
    before = [(c, t) for c, t in others if t.cue.start <= mention.start]
    if before:
        nearest, telling = before[-1]
        owners += [c for c, t in before if t.cue.start == telling.cue.start]
        if nearest.status_at is not None and nearest.status_at[2] == PURPOSE:
            # "he visits Oslo to hold talks about the accord"
            owners += [c for c, t in before[:-1] if c.kind == "visit" and t.cue.start == before[-2][1].cue.start]
    elif others:
        owners.append(others[0][0])
    return list({id(c): c for c in owners}.values())


def _signed(mention: Mention, telling: Contact) -> bool:
    """Whether a document is what a verb or noun of signing tells of: its accord, or right before it ("the accord that they signed")."""
    spans = [(m.start, m.end) for m in (telling.cue, telling.accord) if m is not None]
    return any(a < mention.end and mention.start < b for a, b in spans) or 0 <= telling.cue.start - mention.end <= NEAR


def _by_parties(analysis: Analysis, contact: Contact) -> Mention | None:
    """An accord told by its parties and its day or month, or by a state and a movement that have made only one."""
    data = analysis.pack.data
    when = contact.when.value if contact.when is not None else None
    sides = {side.value for e in contact.people if e >= 0 and (side := analysis.entities[e].affiliation) is not None}
    match = contact.accord or contact.cue
    if (
        len(sides) < 2
        or contact.status == "planned"
        or (when is not None and _fresh(analysis, when))
        or any(match.start < m.end for m in analysis.documents_in(match.start - LONG, match.end))
    ):
        return None
    found = [key for key, parties in data.document_parties.items() if sides <= set(parties)]
    if when is not None:
        found = [key for key in found if len(when) >= MONTH and data.document_dates.get(key, "")[:MONTH] == when[:MONTH]]
    else:
        found = [key for key in found if sides == set(data.document_parties[key]) and not sides <= analysis.pack.states]
    return Mention(match.start, match.end, found[0], "accord of these parties") if len(found) == 1 else None


def _fresh(analysis: Analysis, when: str) -> bool:
    """Whether a day is one of the last before the report."""
    published = analysis.report.published
    if published is None or len(when) != DAY or len(published.value) != DAY:
        return False
    return (date.fromisoformat(published.value) - date.fromisoformat(when)).days <= FRESH


def _carried(analysis: Analysis, mention: Mention, index: int, contact: Contact | None, voices: list[Voice]) -> list[Contact]:
    """Whose document it is in a sentence that tells of no contact and goes on about this one."""
    if contact is None or contact.kind == "agreement" or mention.rule == BACK or _before_the_news(analysis, index):
        return []
    voice = voice_at(voices, mention.start)
    far = min(t.sentence for t in (contact, *contact.joined)) - index > BEFORE
    return [] if far or (voice and _outsider(analysis, voice, contact)) else [contact]


def _before_the_news(analysis: Analysis, index: int) -> bool:
    """Whether a sentence tells of what was before the news: it opens with "was", or says that it was on another occasion."""
    start, end = analysis.sentences[index]
    words = [t.text for t in analysis.tokens[analysis.token_at(start) : analysis.token_at(end)]]
    groups = analysis.pack.words
    return any(w in groups["was"] for w in words[:OPENS]) or any(
        a in groups["occasion_of"] and b in groups["earlier"] for a, b in itertools.pairwise(words)
    )


def _outsider(analysis: Analysis, voice: Voice, contact: Contact) -> bool:
    """Whether one speaks who neither takes part in a contact nor is of a side of it."""
    speaker = analysis.entities[voice.entity] if voice.entity >= 0 else None
    if speaker is None or speaker.kind != "person" or speaker.affiliation is None or voice.entity in contact.people:
        return False
    sides = {side.value for e in contact.people if e >= 0 and (side := analysis.entities[e].affiliation) is not None}
    return speaker.affiliation.value not in sides
