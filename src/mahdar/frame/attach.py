"""Which topics were dealt with in which contact: the answer of the rules, weighed with where each topic stands.

In: the contacts of a report with the topics that the rules give to each. Out: for every contact, every topic that the report names, with the
facts of its place in the text and the probability that it was dealt with there. The probability is a logistic sum of weights of those facts, in
the language's `attach.tsv`; `python -m bench.attach` learns them and tells how well they hold on reports that they were not learned from. The
facts are of structure alone: no word of a report and no theme is among them. A language without the list keeps the answer of the rules.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Container, Mapping, Sequence

import msgspec

from mahdar.frame.confidence import probability
from mahdar.frame.contact import Contact
from mahdar.frame.voices import Voice, voice_at
from mahdar.recognise.analysis import Analysis, Mention

LEVEL = 0.55  # a topic is taken from this probability on, one that the rules give from LEAST on: see docs/decisions/0006-weighed-topics.md
LEAST = 0.35
UNLIKELY = 0.2  # a topic below it was not dealt with, nor was a document whose own words name it
STEP = 60  # letters
APART = 300  # letters, from which on a distance in a sentence is only far
FAR = 3  # sentences, from which on a distance is only far
MANY = 60  # contacts, more than a report has
NEAR = 1500  # letters: some ten sentences
OF = "topic"
SURROUNDINGS = "weighed by where it stands"
MANDATE = "mandate of an envoy"
_OFF = ("in a sentence that tells of it", "one sentence off", "two sentences off", "three or more sentences off")
_TIMES = ("named once", "named once", "named twice", "named three times or more")


def taken(sure: float, *, ruled: bool) -> bool:
    """Whether a topic of that probability is taken for a contact's own: the word of the rules is not lightly set aside."""
    return sure >= (LEAST if ruled else LEVEL)


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """A topic as a candidate of one contact: the mention that shows it best, whether the rules give it, its facts and its probability."""

    mention: Mention
    ruled: bool
    facts: tuple[str, ...]
    probability: float

    @property
    def taken(self) -> bool:
        return taken(self.probability, ruled=self.ruled)

    def reason(self, weights: Mapping[str, float]) -> str:
        """The facts that speak most for it."""
        best = sorted(self.facts, key=lambda f: (-weights.get(f"{OF}\t{f}", 0.0), f))[:2]
        return f"{self.probability:.2f}: {', '.join(best)}"


class Around(msgspec.Struct, frozen=True, gc=False):
    """A topic's mention in its report: its sentence, and whether it stands in the headline or in a statement."""

    mention: Mention
    sentence: int
    facts: tuple[str, ...]


def around(analysis: Analysis, voices: list[Voice], mentions: Sequence[Mention]) -> list[Around]:
    """Mentions of topics with the facts that are the same for every contact."""
    out = []
    for mention in mentions:
        grammar = mention.rule.partition(" after ")[0]
        facts = [f"found by {grammar}", "in a statement" if voice_at(voices, mention.start) else "in the report's own voice"]
        if mention.start < analysis.title_end:
            facts.append("in the headline")
        out.append(Around(mention, analysis.sentence_of(mention.start), tuple(facts)))
    return out


class Tellings:
    """Where a report tells of one contact, laid out so that each of many mentions finds its place at once."""

    def __init__(self, contact: Contact) -> None:
        told = [contact, *contact.joined]
        self.contact = contact
        self.first = contact.cue.start
        self.cues = sorted(t.cue.start for t in told)
        self.sentences = sorted({t.sentence for t in told})
        clauses = sorted((t.start, t.end) for t in told)
        self.starts = [start for start, _ in clauses]
        self.ends = list(itertools.accumulate((end for _, end in clauses), max))

    def off(self, sentence: int) -> int:
        """Sentences to the nearest that tells of it."""
        return _nearest(self.sentences, sentence)

    def letters(self, start: int) -> int:
        """Letters to the nearest cue."""
        return _nearest(self.cues, start)

    def far(self, item: Around) -> tuple[int, int]:
        """How far off a mention stands: sentences, then letters."""
        return self.off(item.sentence), self.letters(item.mention.start)

    def holds(self, start: int) -> bool:
        """Whether an offset lies in a clause that tells of it."""
        k = bisect.bisect_right(self.starts, start) - 1
        return k >= 0 and self.ends[k] > start

    def close(self, found: Sequence[Around]) -> list[Around]:
        """The mentions, in text order, that stand near a cue."""
        near: dict[int, Around] = {}
        for cue in self.cues:
            low = bisect.bisect_left(found, cue - NEAR, key=_start)
            near |= {k: found[k] for k in range(low, bisect.bisect_right(found, cue + NEAR, key=_start))}
        return list(near.values())


def _start(item: Around) -> int:
    return item.mention.start


def _nearest(places: Sequence[int], at: int) -> int:
    k = bisect.bisect_left(places, at)
    return min(abs(at - places[i]) for i in (k - 1, k) if 0 <= i < len(places))


def nearest(found: Sequence[Around], tellings: Sequence[Tellings]) -> dict[int, Contact]:
    """The contact told nearest to each mention, by where the mention begins; none where there is no contact, or more than any report has."""
    if not 0 < len(tellings) <= MANY:
        return {}
    return {item.mention.start: min(tellings, key=lambda t: t.far(item)).contact for item in found}


def _beside(contact: Contact, near: Contact | None) -> set[str]:
    """What it says of a topic that this contact is told nearest to it, or one of the same people, or one of others."""
    if near is None:
        return set()
    if near is contact:
        return {"told nearest to it"}
    mine, theirs = contact.people, near.people
    if mine <= theirs or theirs <= mine:
        whose = "a contact of the same people told nearer to it"
    else:
        whose = "a contact of some of the same people told nearer to it" if mine & theirs else "a contact of others told nearer to it"
    return {"another told nearer to it", whose}


def weigh(
    found: Sequence[Around],
    told: Tellings,
    *,
    ruled: Sequence[Mention],
    others: Container[str],
    times: Mapping[str, int],
    contacts: int,
    sent_for: Container[str],
    about: Container[int],
    near: Mapping[int, Contact],
    first: bool,
    weights: Mapping[str, float],
) -> list[Weighed]:
    """The topics of a report as candidates of one contact, those that the rules give first.

    `others`: topics that the rules give to other contacts; `times`: how often each topic is named; `contacts`: how many contacts the report has;
    `sent_for`: what an envoy who takes part is sent for; `about`: the sentences that go on about this one; `near`: the contact told nearest to
    what begins at an offset; `first`: whether the report tells of this one first. Without weights every topic of the
    rules has the probability 1, every other 0. In a text with more contacts than any report has, only what stands near one is its candidate.
    """
    best = {m.value: m for m in reversed(ruled)}
    given = set(best)
    contact, kind = told.contact, told.contact.kind
    facts: dict[str, set[str]] = {value: {f"given by the rules to a {kind}"} for value in best}
    reach: dict[str, int] = {}
    for item in found if contacts <= MANY else told.close(found):
        mention = item.mention
        mine = facts.setdefault(mention.value, set())
        off = told.off(item.sentence)
        away = _OFF[min(off, FAR)]
        mine |= {*item.facts, away, f"{kind}, {away}", f"of {_count(contacts, FAR)}, {away}"}
        mine.add("behind the cue" if mention.start > told.first else "before the cue")
        if off == 0:
            mine.add(_letters(told.letters(mention.start)))
        if told.holds(mention.start):
            mine.add("in its clause")
        if item.sentence in about:
            mine.add("in the part of the text about it")
        if mention.value not in given and off < reach.get(mention.value, off + 1):
            reach[mention.value], best[mention.value] = off, mention
    for value, mine in facts.items():
        mine |= {_TIMES[min(times.get(value, 1), 3)], _count(contacts, 4), "told first" if first else "told later"}
        mine |= _beside(contact, near.get(best[value].start))
        if value in sent_for:
            mine.add("what an envoy is sent for")
        if value not in given:
            mine.add(f"not given by the rules to a {kind}")
            if value in others:
                mine.add("given by the rules to another contact")
    ordered = [*dict.fromkeys(m.value for m in ruled), *sorted(set(best) - given, key=lambda v: (best[v].start, v))]
    out = []
    for value in ordered:
        shown = tuple(sorted(facts[value]))
        sure = probability(weights, OF, shown) if weights else float(value in given)
        out.append(Weighed(best[value], value in given, shown, sure))
    return out


def _count(contacts: int, most: int) -> str:
    if contacts == 1:
        return "one contact"
    return f"{contacts} contacts" if contacts < most else f"{most} contacts or more"


def _letters(distance: int) -> str:
    low = distance // STEP * STEP
    return f"{low} to {low + STEP - 1} letters from the cue" if low < APART else f"{APART} letters or more from the cue"
