"""Are two tellings of one contact? A score, what rules it out, and the reasons.

The same function looks at every pair, whatever came first, so the answer does not depend on the order of arrival. Participants carry the
weight: headlines of diplomacy are templates, so likeness of words only supports what the parties already say. Another counterpart, another
place or another day vetoes.
"""

from __future__ import annotations

import msgspec

from mahdar.merge.days import apart, slack
from mahdar.merge.model import DEEPER, GUESS, NEAR, VISIT, WEEKDAY, WIDE, WORDS, Party, Telling, Verdict
from mahdar.merge.parties import BY_DELEGATION, BY_NAME, BY_STATE, match, rivals

# From here on two tellings are of one contact.
SAME = 0.7
# What each agreement adds to, or takes from, the mean of the two best-matched sides.
SAME_DAY, NEAR_DAY, DAY_OFF = 0.12, 0.06, -0.15
SAME_CITY, SAME_COUNTRY, OTHER_PLACE = 0.1, 0.05, -0.2
SAME_KIND, OTHER_KIND = 0.03, -0.04
THIRD_PARTY = -0.5
NEGOTIATING = 0.6
WORDING, COPY, SHARED = 0.3, 0.35, 0.04
VAGUE_TIME, BACKGROUND = -0.08, -0.12
# Likeness of the telling sentences from which wording counts, and from which they are one sentence.
ALIKE, ONE_SENTENCE = 0.25, 0.7
# Days within which one text may be printed again.
REPRINTED = 7
# Likeness of sentences that stands in for a party that was not read.
UNREAD = 0.5
# Parties of a telling that are compared: a list of hundreds decides nothing that its first do not.
MOST = 25
ONE_ONLY = "told by one only:"


class _Sides(msgspec.Struct, gc=False):
    """How the parties of two tellings meet: the best match of each side, best first, and what was left over."""

    levels: list[float]
    pairs: list[tuple[Party, Party]]
    left: list[Party]
    right: list[Party]


def _meet(a: tuple[Party, ...], b: tuple[Party, ...], alike: float) -> _Sides:
    a, b = a[:MOST], b[:MOST]
    found = sorted(
        ((match(p, q, alike=alike >= ALIKE, one_sentence=alike >= ONE_SENTENCE), -i, -j) for i, p in enumerate(a) for j, q in enumerate(b)),
        reverse=True,
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    levels, pairs = [], []
    for level, i, j in found:
        if level <= 0 or -i in used_a or -j in used_b:
            continue
        used_a.add(-i)
        used_b.add(-j)
        levels.append(level)
        pairs.append((a[-i], b[-j]))
    left = [p for i, p in enumerate(a) if i not in used_a]
    right = [q for j, q in enumerate(b) if j not in used_b]
    return _Sides(levels, pairs, left, right)


def _best_sides(sides: _Sides) -> list[float]:
    """The best match of each state or body, best first."""
    best: dict[str, float] = {}
    for level, (p, q) in zip(sides.levels, sides.pairs, strict=True):
        side = p.affiliation or q.affiliation or f"?{p.name or q.name}"
        best[side] = max(best.get(side, 0.0), level)
    return sorted(best.values(), reverse=True)


def _states(parties: tuple[Party, ...]) -> set[str]:
    return {p.affiliation for p in parties if p.affiliation}


def wording(a: Telling, b: Telling) -> float:
    """Likeness of the two sentences that tell it: shared words over the shorter sentence's, damped where the lengths differ."""
    if not a.line or not b.line:
        return 0.0
    shared = len(a.line & b.line)
    return 0.5 * shared / min(len(a.line), len(b.line)) + 0.5 * shared / len(a.line | b.line)


def decide(a: Telling, b: Telling, *, copies: bool = False) -> Verdict:
    """The verdict on two tellings; `copies` says that their reports print one text. Symmetric."""
    if a.id > b.id:
        a, b = b, a
    if a.echo_of or b.echo_of:
        if a.id == b.echo_of or b.id == a.echo_of:
            return Verdict(1.0, True, "", ("lists those who attended",))
        return Verdict(0.0, False, "", ())
    if a.family != b.family:
        return Verdict(0.0, False, "another kind of contact", ())
    alike = wording(a, b)
    one_text = copies and alike >= ONE_SENTENCE
    sides = _meet(a.principals, b.principals, alike)
    base, veto, reasons = _parties(a, b, sides)
    if not veto and not base:
        return Verdict(0.0, False, "", tuple(reasons))
    if not veto:
        for found, points in (_day(a, b, one_text), _place(a, b, one_text)):
            veto = veto or (found if points is None else "")
            if points is not None:
                base += points
                if found:
                    reasons.append(found)
    if veto:
        return Verdict(0.0, False, veto, tuple(reasons))
    # Words are templates: they do not make up for a party that only one of the two knows.
    third = any(reason.startswith(ONE_ONLY) for reason in reasons)
    base += _rest(a, b, ALIKE if third and not one_text else alike, copies, reasons)
    score = round(max(0.0, min(1.0, base)), 4)
    return Verdict(score, score >= SAME, "", tuple(reasons))


def _parties(a: Telling, b: Telling, sides: _Sides) -> tuple[float, str, list[str]]:
    best = _best_sides(sides)
    if not best:
        return 0.0, "no party in common", []
    reasons = [f"{p.name or p.role} = {q.name or q.role}" for p, q in sides.pairs[:4]]
    for p in sides.left:
        for q in sides.right:
            if rivals(p, q) and not any(x.affiliation == p.affiliation and x.name for x, _ in sides.pairs):
                return 0.0, f"another counterpart: {p.name}, {q.name}", reasons
    if a.family == VISIT:
        return _visit(a, b, best, reasons)
    if a.kind == b.kind == "conference" and best[0] >= BY_DELEGATION and a.country and a.country == b.country:
        # A gathering is known by where and when it meets: each report names others of those who came.
        return max(best[0] - 0.1, sum(best[:2]) / 2), "", reasons
    one_sided = len(_states(a.principals)) < 2 or len(_states(b.principals)) < 2
    if len(best) < 2:
        # The other party was not read: only the same words in the same place say that it is the same.
        if one_sided and best[0] >= BY_DELEGATION and a.city and a.city == b.city and wording(a, b) >= UNREAD:
            return best[0] - 0.15, "", reasons
        return 0.0, "", ["only one party in common"]
    if "negotiation" in (a.kind, b.kind):
        # Sides of a negotiation are states: a delegation and the man who leads it are one.
        best = [max(level, NEGOTIATING) for level in best]
    base = (best[0] + best[1]) / 2
    # The state in which two others meet hosts or mediates: a report may name it or not.
    extra = (_states(a.principals) ^ _states(b.principals)) - {a.country, b.country}
    common = _states(a.principals) & _states(b.principals)
    if extra and (sides.left or sides.right):
        base += THIRD_PARTY if len(extra) >= len(common) - 1 else THIRD_PARTY / 2
        reasons.append(f"{ONE_ONLY} {', '.join(sorted(extra))}")
    return base, "", reasons


def _visit(a: Telling, b: Telling, best: list[float], reasons: list[str]) -> tuple[float, str, list[str]]:
    if best[0] <= BY_STATE and not (a.city and a.city == b.city):
        return 0.0, "no traveller in common", reasons
    if not a.country or not b.country:
        return (best[0] - 0.2, "", reasons) if len(best) > 1 else (0.0, "no destination in common", reasons)
    return best[0] - (0.1 if best[0] < BY_NAME else 0.0), "", reasons


def _day(a: Telling, b: Telling, one_text: bool) -> tuple[str, float | None]:
    if a.report == b.report and (a.date is None or b.date is None):
        return "told in one report", 0.0
    if a.day is None or b.day is None:
        return "no day to compare", VAGUE_TIME
    gap = apart(a.day, b.day)
    allowed = slack(a.day, b.day)
    sure = {a.day.sure, b.day.sure}
    if gap == 0:
        if GUESS in sure or WIDE in sure:
            return "", VAGUE_TIME / 2 if sure != {GUESS} else VAGUE_TIME
        return "same day", SAME_DAY
    if one_text and gap <= REPRINTED and sure <= {NEAR, GUESS, WEEKDAY}:
        return "one text, published days apart", NEAR_DAY
    if gap <= allowed:
        return f"{gap} days apart, within what published dates allow", NEAR_DAY if GUESS not in sure else VAGUE_TIME
    if gap == 1 and sure <= {WORDS, WEEKDAY, NEAR}:
        return "a day apart", DAY_OFF
    if _planned_then_held(a, b, gap):
        return "planned, then held", VAGUE_TIME
    return f"another day: {a.date or a.published}, {b.date or b.published}", None


def _planned_then_held(a: Telling, b: Telling, gap: int) -> bool:
    """A plan without a day of its own, and its holding soon after."""
    plan = a if a.status != "held" else b
    other = b if plan is a else a
    if plan.status == "held" or plan.day is None or other.day is None or plan.day.sure not in (GUESS, NEAR, WIDE):
        return False
    return gap <= 7 and other.day.first >= plan.day.first


def _place(a: Telling, b: Telling, one_text: bool) -> tuple[str, float | None]:
    said = a.place_said and b.place_said
    if a.country and b.country and a.country != b.country:
        if said and not one_text:
            return f"another place: {a.country}, {b.country}", None
        return f"places differ: {a.country}, {b.country}", OTHER_PLACE if not one_text else 0.0
    if a.city and b.city and a.city != b.city:
        if said and not one_text:
            return f"another place: {a.city}, {b.city}", None
        return f"places differ: {a.city}, {b.city}", OTHER_PLACE / 2 if not one_text else 0.0
    if a.city and b.city:
        return f"both in {a.city}", SAME_CITY
    if a.country and b.country:
        return f"both in {a.country}", SAME_COUNTRY
    return "", 0.0


def _rest(a: Telling, b: Telling, alike: float, copies: bool, reasons: list[str]) -> float:
    points = SAME_KIND if a.kind == b.kind else OTHER_KIND
    if alike >= ALIKE:
        points += WORDING * (alike - ALIKE) / (1 - ALIKE)
        reasons.append(f"wording alike ({alike:.2f})")
    if copies and alike >= ONE_SENTENCE:
        points += COPY
        reasons.append("one text")
    said = (("topics", a.topics, b.topics), ("documents", a.documents, b.documents), ("sources", a.sources, b.sources))
    for name, one, two in said:
        shared = sorted(set(one) & set(two))
        if shared:
            points += SHARED
            reasons.append(f"{name} in common: {', '.join(shared[:3])}")
    vague = [t for t in (a, b) if t.position == DEEPER and (t.day is None or t.day.sure == GUESS)]
    if vague:
        points += BACKGROUND * len(vague)
    return points
