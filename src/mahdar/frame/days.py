"""When a contact took place: the date expressions of its clause.

A date belongs to the contact that it modifies: the first behind the cue in its clause, else the nearest before it there, else, for a contact
told as the circumstance of the sentence's main clause ("after meeting …"), the sentence's own.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

import msgspec

from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import DAY, GATHERINGS, Contact
from mahdar.frame.slots import aside, circumstance, last_word, of_cue, of_cue_before, of_saying, quoted_apart, tokens
from mahdar.recognise.analysis import When
from mahdar.recognise.lexer import COMMA
from mahdar.recognise.matcher import Match

WAY = 14  # words from the day of the way there to "where he meets"
YEAR_NEAR = 4  # words between a contact's last argument and a year that is its own
AND = 8  # letters between two days that make one range
ENDS = 24  # letters from a first day to the last ("and ends on …")
WEEK = 8  # days that a gathering does not reach
SOON = 25  # letters between a noun and the "planned" of its relative clause


def when(layout: Layout, sentence: Sentence, contact: Contact) -> When | None:
    """The date expression that a contact's clause gives it."""
    whens = [
        w
        for w in layout.analysis.whens_in(contact.start, contact.end)
        if not layout.of_issue(w)
        and not _bound(layout, w)
        and not quoted_apart(layout, contact, w.start, w.end)
        and not _told_outside(layout, contact, w)
    ]
    said = aside(layout, sentence, contact)
    first = min(contact.cue.word, contact.light.word if contact.light is not None else contact.cue.word)
    last = last_word(layout, contact)
    limit = contact.end
    for other in sentence.cues:
        if circumstance(layout, other):
            # "the meeting came on the fringe of a conference, today": the day is the meeting's too
            continue
        if other.word > contact.cue.end and not any(contact.cue.end <= w.start < other.word and not w.vague for w in whens):
            limit = min(limit, other.word)
            break
    behind = [
        w
        for w in whens
        if first <= w.start < limit
        and not _of_other(layout, sentence, contact, min(last, w.start), w.start)
        and not _far_year(layout, w, last)
        and not any(layout.lex.is_(i, "since") for i in tokens(layout, contact.cue.end, w.start))
    ]
    own = [w for w in behind if w.start >= contact.cue.end]
    if own and any(behind[0].end <= other.word < contact.cue.word for other in sentence.cues if other is not contact.light):
        # "the committee meets tomorrow to prepare the session that is to be held on …": the first day is the other one's
        behind = own
    if layout.told_apart(contact.cue):
        # "a vote on Monday on the accord signed in 2005": what stands before the participle is told of something else
        behind, whens = [w for w in behind if w.start >= contact.cue.end], []
    if behind:
        chosen = next((w for w in behind if not w.vague), behind[0])
        closed = any(layout.lex.word(i) in COMMA for i in tokens(layout, behind[0].end, chosen.start))
        if closed and layout.lex.is_(layout.token(contact.cue) - 1, "relative"):
            chosen = behind[0]  # "X, who came last week, met Y yesterday"
        return _widen(layout, chosen)
    before = [
        w
        for w in whens
        if w.end <= first
        and (w.end <= said[0] if said is not None else not of_saying(layout, w.end, first))
        and not layout.analysis.of_in("invite", w.end, first)
        and (layout.participle(contact.cue) or not of_cue_before(sentence, contact, w, first))
        and not any(layout.lex.is_(i, "eve") for i in tokens(layout, w.end, first))
    ]
    # a vague time ("after a visit last week …") with another contact's day behind it is not this one's
    nearest = [w for w in whens if w.end <= first][-1:]
    if before and (before[-1:] == nearest or not before[-1].vague):
        return _widen(layout, before[-1])
    if layout.told_apart(contact.cue):
        return None
    entry = contact.cue.get("cue")
    if entry is not None and entry.data.get("class") == "noun" and contact.light is None:
        start, end = layout.analysis.sentences[sentence.index]
        same = layout.analysis.whens_in(start, end)
        at = layout.token(contact.cue) - 1
        opens = at == sentence.first and layout.lex.is_(at, "in")  # "In a summit between A and B, X spoke yesterday of …"
        if (
            len(same) == 1
            and (opens or layout.lex.word(at) in layout.lex.words["same_day"])
            and not of_saying(layout, same[0].end, first)
            and not _bound(layout, same[0])
            and not any(contact.end <= bound < same[0].start for bound in sentence.bounds)
            and not any(layout.lex.is_(i, "relative") for i in tokens(layout, last, same[0].start))
            and not any(contact.cue.end < other.word < same[0].start for other in sentence.cues if not circumstance(layout, other))
            and not any(other.end <= same[0].start < first and _comes_home(other) for other in sentence.cues)
        ):
            return same[0]
    return _way_there(layout, sentence, contact)


def _comes_home(cue: Match) -> bool:
    """A verb of coming home, whose day is not that of the visit before ("came home on Tuesday after a visit to …")."""
    entry = cue.get("cue")
    return entry is not None and bool(entry.data.get("returns"))


def decided(contact: Contact) -> None:
    """The day on which a contact was put off, called off or denied is not its own ("announced on Monday the postponement of the visit", "denied
    on Monday that talks were held")."""
    told, said = contact.when, contact.status_at
    if contact.status not in ("postponed", "cancelled", "denied") or told is None or said is None:
        return
    if told.end <= contact.cue.start and said[0] < contact.cue.start:
        contact.when = None


def _told_outside(layout: Layout, contact: Contact, when: When) -> bool:
    """Whether a day is that of a speech that tells of the contact (said on Monday: "Our talks with X were …")."""
    at = min(contact.cue.start, contact.light.start if contact.light is not None else contact.cue.start)
    quotations = layout.analysis.quotations
    start, end = quotations[k] if (k := bisect_right(quotations, (at, at)) - 1) >= 0 else (0, 0)
    spoken = start <= at < end and start in layout.speeches
    return spoken and not start <= when.start < end


def of_further_stop(layout: Layout, contact: Contact) -> When | None:
    """The day of a further stop of a journey whose first stop this contact is: none where the words tell the day on which it begins."""
    told = contact.when
    if told is None or told.value is None or len(told.value) != DAY:
        return told
    begins = any(layout.lex.is_(i, "begins") for i in tokens(layout, contact.start, max(contact.cue.end, told.start)))
    return msgspec.structs.replace(told, value=None, alternatives=(), vague=True) if begins else told


def _bound(layout: Layout, when: When) -> bool:
    """Whether a date bounds a stretch of time ("since the beginning of 2015", "until Friday"): nothing took place on it."""
    return layout.lex.is_(layout.analysis.token_at(when.start) - 1, "time_bound")


def _way_there(layout: Layout, sentence: Sentence, contact: Contact) -> When | None:
    """ "… goes to Doha on Monday, where he meets X": the day of the way there."""
    at = layout.analysis.token_at(contact.start)
    if not layout.lex.is_(at, "where_relative"):
        return None
    start = layout.analysis.sentences[sentence.index][0]
    told = [w for w in layout.analysis.whens_in(start, contact.start) if w.end <= contact.start and not w.vague]
    if layout.analysis.of_in("invite", contact.start, contact.cue.word):
        return None
    if not told or at - layout.analysis.token_at(told[-1].end) > WAY or of_saying(layout, told[-1].end, contact.start):
        return None
    return _widen(layout, told[-1])


def _far_year(layout: Layout, when: When, last: int) -> bool:
    """A year alone, away from the contact's own words, belongs to something else ("the accord of 2015", "for the first time since 2009")."""
    return (
        when.value is not None
        and len(when.value) == 4
        and layout.analysis.token_at(when.start) - layout.analysis.token_at(last) > YEAR_NEAR
    )


def _of_other(layout: Layout, sentence: Sentence, contact: Contact, start: int, end: int) -> bool:
    """Whether a relative clause opens in between, or a source is named: the date is theirs. "The visit that was planned for today" keeps it,
    and so does "the visit that he began yesterday"."""
    adverbs = layout.lex.words["between_verb_and_subject"]
    moods = {m.start for m in sentence.moods}
    if any(
        m.start not in moods
        and not any(c.link == m.start for c in sentence.chains)
        and not (m.end + 1 >= end and layout.analysis.of_in("date_word", m.start, m.end))
        and layout.analysis.view.text[m.start : m.end] not in adverbs
        and not layout.lex.is_(layout.token(m) - 1, "occasion")
        for m in layout.analysis.of_in("say", start, end)
    ):
        # ("again" is written as "reiterating", "planned" as "deciding", "between" as "made clear"; "on the occasion of the announcement
        # of" tells of no saying)
        return True
    if any(layout.lex.is_(i, "utterance") and _cited(layout, i - 1) for i in tokens(layout, start, end)):
        return True
    planned = any(
        start <= m.start < end and (entry := m.get("mood")) is not None and entry.value == "planned" and m.start - start < SOON
        for m in sentence.moods
    )
    for light in sentence.lights:
        own = light is contact.light or of_cue(layout, light) or _held_there(layout, sentence, contact, light, end)
        if own and contact.cue.end <= light.word < end and layout.lex.is_(layout.token(light) - 1, "relative"):
            start = max(start, light.end)
    return not planned and any(layout.lex.is_(i, "relative") and not _tells_of(layout, contact, i) for i in tokens(layout, start, end))


def _cited(layout: Layout, at: int) -> bool:
    """Whether a word leads to what somebody says ("in a statement", "according to a statement")."""
    return layout.lex.is_(at, "in") or layout.lex.is_(at, "according_to")


def _held_there(layout: Layout, sentence: Sentence, contact: Contact, light: Match, end: int) -> bool:
    """ "Took part in the meeting of the council that was held on Tuesday": the verb of the relative clause carries the gathering before it, as no
    other word of contact or mention stands behind it."""
    entry, noun = light.get("light"), contact.cue.get("cue")
    if entry is None or entry.value not in ("hold", "happen") or noun is None or noun.data.get("class") != "noun":
        return False
    between = any(contact.cue.end <= m.word < end for m in sentence.cues)
    named = any(
        light.end <= c.start < end and not c.relation and not c.particle and layout.analysis.actors[c.members[0]].kind != "capital"
        for c in sentence.chains
    )
    return not between and not named


def _tells_of(layout: Layout, contact: Contact, at: int) -> bool:
    """Whether a relative clause right behind the cue noun goes on with the contact, a pronoun for it in its verb or behind it ("the talks that
    he supervised in June", in Arabic "… supervised them")."""
    entry = contact.cue.get("cue")
    if entry is None or entry.data.get("class") != "noun" or at != layout.analysis.token_at(contact.cue.end):
        return False
    endings = tuple(layout.lex.pack.settings.pronouns)
    return layout.lex.word(at + 1).endswith(endings) or (len(layout.lex.word(at + 2)) > 2 and layout.lex.word(at + 2).endswith(endings))


def _widen(layout: Layout, first: When) -> When:
    """Two expressions joined by "and" or "or", or by "and ends (on)", make one range of days or months."""
    words = layout.lex.words
    for second in layout.analysis.whens_in(first.end, first.end + ENDS):
        if second.start < first.end or first.value is None or second.value is None:
            continue
        gap = layout.analysis.view.text[first.end : second.start].split()
        joined = second.start - first.end <= AND and len(gap) <= 1 and all(w in words["and_or"] for w in gap)
        ends = 0 < len(gap) <= 2 and gap[0] in words["ends_on"]
        if (
            (joined or ends)
            and first.value < second.value
            and "/" not in first.value + second.value
            and len(first.value) == len(second.value)
        ):
            return msgspec.structs.replace(first, end=second.end, value=f"{first.value}/{second.value}", alternatives=())
    return first


def lasting(layout: Layout, contact: Contact) -> None:
    """ "The summit began on Monday and lasts three days": a gathering from its first day to its last."""
    told, lex = contact.when, layout.lex
    if contact.kind not in GATHERINGS or told is None or told.value is None or len(told.value) != DAY:
        return
    for i in tokens(layout, contact.cue.end, layout.analysis.sentences[contact.sentence][1]):
        if not lex.is_(i, "lasts"):
            continue
        at = i + 1
        while lex.is_(at, "for_time"):
            at += 1
        numeral = lex.find(at, "numeral")
        number = numeral.get("numeral") if numeral is not None else None
        at += number is not None
        unit = lex.find(at, "date_word")
        days = unit.get("date_word") if unit is not None else None
        if days is None or days.data.get("unit") != "day":
            continue
        count = int(days.data.get("count") or (number.value if number is not None else 0))
        if 1 < count < WEEK:
            first = date.fromisoformat(told.value)
            last, published = first + timedelta(count - 1), layout.analysis.report.published
            over = any(e.kind == "date_word" and e.value == "lasted" for m in lex.by_start.get(i, ()) for e in m.entries)
            if over and published is not None and last.isoformat() > published.value:
                # "held today talks that lasted five days": today is the last of them
                first, last = first - timedelta(count - 1), first
            contact.when = msgspec.structs.replace(
                told,
                value=f"{first.isoformat()}/{last.isoformat()}",
                reason=f"{told.reason}; it lasts {count} days".strip("; "),
                alternatives=(),
            )
        return
