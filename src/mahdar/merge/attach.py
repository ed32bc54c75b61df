"""Reports that tell an event in headline or lead although no contact was read there: by both sides' names, or as copies.

Readers miss contacts. A report of the same days whose lead names a person of each side of an event, in words under which other reports know
them, tells that event, unless it tells another contact of the two. A copy of a report that tells an event in its lead tells it too. Both
are marked as such (`Told.telling` is empty), so nobody takes them for a reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from mahdar.merge.model import CALL, DEEPER, IN_PERSON, LEAD, VISIT, Leading, Party, Telling, Told
from mahdar.merge.parties import BY_OFFICE, match
from mahdar.merge.tellings import words
from mahdar.resolve.parts import FATHER, HOUSE, parse
from mahdar.text import folded

# Days that a report may lie before or after the reports that tell the event.
AROUND = 1
# Letters that may be joined to the front of a name (particles, the article).
JOINED = 4
SHORTEST = 4
# Reports that must tell an event in so many words before others are put under it by names.
FEWEST = 2
# Share of the words of the telling sentence that a copy's lead must hold.
SENTENCE = 0.5
# Share of those words that a lead which names both sides must hold.
WORDS_TOO = 0.35


class Sides(msgspec.Struct, frozen=True, gc=False):
    """The two sides of an event: the persons of each and the forms that name them in a text; and the days of its reports."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    left_people: tuple[Party, ...]
    right_people: tuple[Party, ...]
    family: str
    first: int
    last: int


@lru_cache(maxsize=100_000)
def name_form(name: str) -> str:
    """The shortest form under which later reports know a person: the family's name, else the name with the father's. Empty where a
    single short word is all there is."""
    parts = parse(name).parts
    if not parts:
        return ""
    family = [p for p in parts[1:] if p.kind not in (FATHER, HOUSE)]
    if family:
        form = folded(family[-1].form)
        return form if len(form) >= SHORTEST else folded(name)
    if len(parts) == 1:
        form = folded(parts[0].form)
        return form if len(form) > SHORTEST else ""
    whole, second = folded(name), folded(parts[1].written)
    end = whole.find(second, len(folded(parts[0].written)))
    return whole[: end + len(second)] if end > 0 else whole


def stands_in(form: str, text: str) -> bool:
    """Whether a form stands in a folded text as a word, particles joined to it allowed."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        front = at
        while front > 0 and text[front - 1].isalnum():
            front -= 1
        if at - front <= JOINED and (end == len(text) or not text[end].isalnum()):
            return True
        at = text.find(form, at + 1)
    return False


def sides(tellings: Sequence[Telling]) -> Sides | None:
    """The two sides of an event, or None where it has not exactly two that are named (and for visits)."""
    if not tellings or tellings[0].family not in (IN_PERSON, CALL):
        return None
    leads = [t for t in tellings if t.position != DEEPER and not t.echo_of]
    if len({t.report for t in leads}) < FEWEST:
        return None
    count: Counter[str] = Counter()
    for t in leads:
        count.update({p.affiliation for p in t.principals if p.affiliation})
    if len(count) < 2:
        return None
    ordered = sorted(count.items(), key=lambda c: (-c[1], c[0]))
    if len(ordered) > 2 and ordered[2][1] * 2 > ordered[1][1]:
        return None
    one, two = ordered[0][0], ordered[1][0]
    people = {side: [p for t in leads for p in t.principals if p.affiliation == side] for side in (one, two)}
    forms = {side: _forms(people[side]) for side in (one, two)}
    # A form read on both sides belongs where it was read more often; where that does not tell, nowhere.
    left = tuple(sorted(f for f, n in forms[one].items() if n > forms[two][f]))
    right = tuple(sorted(f for f, n in forms[two].items() if n > forms[one][f]))
    days = [t.published for t in leads if t.published is not None]
    if not left or not right or not days:
        return None
    return Sides(left, right, tuple(people[one]), tuple(people[two]), tellings[0].family, min(days) - AROUND, max(days) + AROUND)


def _forms(people: Iterable[Party]) -> Counter[str]:
    out: Counter[str] = Counter()
    for party in people:
        form = name_form(party.name) if party.name else ""
        if form:
            out[form] += 1
    if out:
        out.update(w for p in people for w in p.words if p.name is None or folded(p.name) != w)
    return out


def names_both(found: Sides, leading: Leading) -> bool:
    """Whether a report of these days names a person of each side in its lead."""
    if leading.published is None or not found.first <= leading.published <= found.last:
        return False
    return any(stands_in(f, leading.text) for f in found.left) and any(stands_in(f, leading.text) for f in found.right)


def tells_another(found: Sides, own: Iterable[Telling]) -> bool:
    """Whether a report's lead tells another contact, both its sides named, in which one of the two takes part."""
    for t in own:
        if t.position == DEEPER or t.family == VISIT or len({p.affiliation for p in t.principals if p.name}) < 2:
            continue
        if any(match(p, q) >= BY_OFFICE for p in t.principals for q in (*found.left_people, *found.right_people)):
            return True
    return False


def by_names(event: Sequence[Telling], found: Sides, leading: Leading, own: Iterable[Telling]) -> Told | None:
    """The report under the event by its names, if it is."""
    if not names_both(found, leading) or tells_another(found, own):
        return None
    said = frozenset(words(leading.text))
    if not any(shared(t, said) >= WORDS_TOO for t in event if t.position != DEEPER):
        return None
    return Told(leading.report, "", LEAD, "names a person of each side in its lead; the contact itself was not read there")


def shared(telling: Telling, said: frozenset[str]) -> float:
    """The share of the words of the sentence that tells it which a lead holds too."""
    return len(telling.line & said) / len(telling.line) if telling.line else 0.0


def _named(telling: Telling, text: str) -> bool:
    """Whether a lead names one of those whom a telling names, if it names any."""
    forms = [form for p in telling.principals if p.name for form in [name_form(p.name)] if form]
    return not forms or any(stands_in(form, text) for form in forms)


def _rival(telling: Telling, family: str) -> bool:
    """Whether a lead's own telling stands against another one of a family: the same family, or persons who speak with each other."""
    talks = (IN_PERSON, CALL)
    return telling.position != DEEPER and (telling.family == family or (telling.family in talks and family in talks))


def by_copy(event: Sequence[Telling], original: str, leading: Leading, own: Iterable[Telling]) -> Told | None:
    """The report under the event as a copy of one that tells it in headline or lead, if it is."""
    source = [t for t in event if t.report == original and t.position != DEEPER]
    if not source:
        return None
    said = frozenset(words(leading.text))
    if not any(shared(t, said) >= SENTENCE and _named(t, leading.text) for t in source):
        return None
    mine = {t.id for t in own}
    if any(t.id in mine for t in event) or any(_rival(t, source[0].family) for t in own):
        return None
    return Told(leading.report, "", LEAD, f"prints the text of {original}")
