"""Statements: who said what, with the act, the content as printed and the words that each was read from.

A verb of saying with a complement makes a statement; its content ends at the next verb of saying of the same level, at a phrase with which
the report takes the word again, or with the sentence (a quotation goes on to its end). Verbs without a subject keep the speaker.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from operator import attrgetter

from mahdar.frame.saying_attribution import attributions, headline, heads_clause
from mahdar.frame.saying_content import Complement, complement, quoted_ahead
from mahdar.frame.saying_end import content_end, spoken_behind
from mahdar.frame.saying_gender import latter
from mahdar.frame.saying_scene import Cue, Scene
from mahdar.frame.saying_who import adjacent_actor
from mahdar.frame.saying_whose import Said, judge, told
from mahdar.frame.saying_words import Found
from mahdar.model import Evidence, Statement
from mahdar.recognise.analysis import LONG, Analysis
from mahdar.text import folded

TARGETED = frozenset(("call_for", "oppose", "accuse", "support", "courtesy", "warn", "deny"))
_first = attrgetter("first")
_start = attrgetter("start")
_SLOT = {"that": 0.95, "speech": 0.95, "colon": 0.8, "bare": 0.6, "object": 0.7}


HABIT_REACH = 24  # folded code points behind a verb in which a word of habit stands


def find_statements(analysis: Analysis) -> list[Statement]:
    """All statements of a report, in the order of their verbs. Linear in its length but for a small factor."""
    scene = Scene(analysis)
    founds = _complements(scene)
    said = told(scene, founds, {f.cue.sentence: (f.end, who) for f, who in attributions(scene, founds) if heads_clause(scene, f)})
    others = attributions(scene, [one.found for one in said])
    head = headline(scene)
    if head is not None and all(one.found.cue.word >= analysis.title_end for one in said):
        others.append(head)
    for found, who in others:
        one = Said(found, who)
        judge(scene, one)
        said.append(one)
    said = [one for one in said if not _empty(scene, one)]
    said.sort(key=lambda one: one.found.cue.word)
    said = [one for one in _drop_headline(scene, said) if not _narrated(scene, one)]
    return [_statement(scene, one) for one in said]


def _complements(scene: Scene) -> list[Complement]:
    """Cues with their complements, content ends filled in."""
    shy = _shy(scene)
    hard = [c for c in scene.cues if any("weak" not in e.data for e in c.entries) and c.form != "noun" and id(c) not in shy]
    hard = [c for c in hard if not (_hearsay(scene, c) or _ahead(scene, c))]
    founds: list[Complement] = []
    for cue in scene.cues:
        if scene.quote_of(cue.word) is not None or id(cue) in shy or _ahead(scene, cue):
            continue
        end = scene.sentence_end(cue.sentence)
        stop = scene.after(end)
        nxt = bisect_right(hard, cue.first, key=_first)
        if nxt < len(hard):
            stop = min(stop, hard[nxt].first)
        found = complement(scene, cue, stop) or quoted_ahead(scene, cue)
        if found is not None:
            founds.append(found)
    founds = _distinct(founds)
    cues = [f.cue for f in founds]
    kept = []
    for number, found in enumerate(founds):
        found.end = content_end(scene, found, (cues[k] for k in range(number + 1, len(cues))))
        spoken = spoken_behind(scene, found)
        if found.end - found.start >= 3:
            kept.append(found)
        if spoken is not None:
            kept.append(spoken)
    return kept


def _hearsay(scene: Scene, cue: Cue) -> bool:
    """Whether a verb is in the passive of hearsay ("it is thought likely that"): no subject stands by it."""
    passive = all("passive" in e.data and scene.imperfect(cue, e) for e in cue.entries)
    if cue.joined or latter(scene, cue) is not None:
        return False
    return passive and adjacent_actor(scene, cue.end) is None and scene.actor_at(cue.first - 1) is None


def _ahead(scene: Scene, cue: Cue) -> bool:
    """Whether a joined verb in the future without a subject goes on with what is said ("the talks will open, and will stress …")."""
    future = scene.text[cue.word : cue.start] in scene.analysis.pack.words["future"]
    return future and cue.joined and adjacent_actor(scene, cue.end) is None


def _shy(scene: Scene) -> set[int]:
    """The `id()` of the verbs with which a source asks not to be named: they report nothing."""
    out: set[int] = set()
    for m in Found(scene.words.anonymity, scene.text).between(0, len(scene.text)):
        before = bisect_left(scene.cues, m.start(), key=_start)
        last = next((scene.cues[k] for k in range(before - 1, -1, -1) if scene.cues[k].end <= m.start()), None)
        if last is not None and not scene.text[last.end : m.start()].strip():
            out.add(id(last))
    return out


def _distinct(founds: list[Complement]) -> list[Complement]:
    """Leaves out a cue whose complement an earlier one has: "went on, by saying that …" is one statement."""
    out: list[Complement] = []
    for found in founds:
        if any(found.start == other.start or (found.quote is not None and found.quote == other.quote) for other in out[-3:]):
            continue
        out.append(found)
    return out


def _stems(scene: Scene, text: str) -> set[str]:
    """Words without article, conjunction and joined preposition, for rough comparison."""
    article = scene.analysis.pack.settings.article
    letters = scene.words.joined["with"] + scene.words.joined["for"]
    out = set()
    for word in text.split():
        bare = scene.words.bare(word.strip(".,\u060c:\u061b\"'«»“”()"))
        bare = bare.removeprefix(article)
        for letter in letters:
            if bare.startswith(letter) and len(bare) > len(letter) + 3:
                bare = bare[len(letter) :].removeprefix(article)
                break
        if len(bare) > 2:
            out.add(bare)
    return out


def _drop_headline(scene: Scene, said: list[Said]) -> list[Said]:
    """Leaves out statements of the headline that the body repeats."""
    title = scene.analysis.title_end
    if not title or not any(one.found.cue.word < title for one in said):
        return said
    repeated = _stems(scene, scene.text[title:])
    body = [one for one in said if one.found.cue.word >= title]
    out = []
    for one in said:
        if one.found.cue.word < title and body:
            mine = _stems(scene, scene.text[one.found.start : one.found.end])
            colon = one.found.cue.end - one.found.cue.word == 1  # "name: words" tells the words themselves
            again = not colon and any(other.who.speaker == one.who.speaker and other.act == one.act for other in body)
            if again or sum(word in repeated for word in mine) * 2 >= len(mine):
                continue
        out.append(one)
    return out


def _empty(scene: Scene, one: Said) -> bool:
    """Whether nothing is said: a content that is but a party (the subject of a clause told by another verb), or a refusal to comment."""
    first = scene.after(one.found.start)
    if scene.text_at(first) in scene.words.that:
        actor = scene.begins(first + 1)
        if actor is not None and scene.after(actor.end) >= scene.after(one.found.end):
            return True
    if one.act != "oppose" or one.found.slot != "object":
        return False
    doubt = scene.words.has("confirm", scene.text_at(first)) and scene.words.has("or", scene.text_at(first + 1))
    return doubt or scene.words.has("comment", scene.text_at(first))


def _narrated(scene: Scene, one: Said) -> bool:
    """The report's own narration: a habit ("has repeatedly stressed"), or a standing stance of several states told in the imperfect."""
    entry = one.found.entry
    behind = one.found.cue.end + HABIT_REACH
    near = scene.text[one.found.cue.end : min(behind, one.found.start) if one.found.start > one.found.cue.end else behind]
    if any(word in scene.analysis.pack.words["habit"] for word in near.split()):
        return True
    joint = isinstance(one.who.speaker.affiliation, list) and one.act in ("oppose", "support", "call_for", "stress")
    if not joint:
        return False
    form = scene.text[one.found.cue.start : one.found.cue.end]
    imperfect = form in {folded(f) for f in entry.data.get("imperfect", "").split("|")}
    sides = next((a for a in scene.actors_in(one.who.start - LONG, one.who.start + 1) if a.kind == "pair" and one.who.start < a.end), None)
    return imperfect and (sides is None or (sides.role is not None and sides.role.value == "states"))


def _targets(scene: Scene, one: Said) -> list[tuple[str, int, int]]:
    """Codes of those spoken about or to: the party between verb and content, else the one that begins the content."""
    if one.act not in TARGETED:
        return []
    own = one.who.speaker.affiliation
    found = one.found
    for actor in scene.actors_in(found.cue.end - LONG, min(found.start + 41, found.end)):
        if actor.end <= found.cue.end or actor.start == one.who.start:
            continue
        if actor.affiliation is not None and actor.affiliation.value not in ([own] if isinstance(own, str) else own or []):
            return [(actor.affiliation.value, actor.start, actor.end)]
    return []


def _statement(scene: Scene, one: Said) -> Statement:
    analysis, found, who = scene.analysis, one.found, one.who
    evidence: list[Evidence] = []

    def add(field: str, start: int, end: int, how: str, rule: str, reason: str = "") -> None:
        span = analysis.span(start, end)
        evidence.append(Evidence(field, span.start, span.end, analysis.report.text[span.start : span.end], how, rule, reason))

    add("act", found.cue.start, found.cue.end, "said", f"{one.act_rule}: {found.entry.data['form']}, {found.slot}")
    add("content", found.start, found.end, "said", f"complement: {found.slot}")
    add("speaker", who.start, who.end, who.how, who.rule)
    for field, read in who.reads:
        add(f"speaker.{field}", read.start, read.end, read.how, read.rule, read.reason)
    to = []
    for code, start, end in _targets(scene, one):
        to.append(code)
        add(f"to[{len(to) - 1}]", start, end, "said", "party named beside the content")
    weight = who.weight * _SLOT.get(found.slot, 0.85) * (0.8 if "weak" in found.entry.data else 1.0)
    span = analysis.span(found.start, found.end)
    position = analysis.span(found.cue.start, found.cue.end).start
    key = hashlib.sha256(f"{analysis.report.sha256}\0statement\0{position}".encode()).hexdigest()[:16]
    return Statement(
        id=key,
        speaker=who.speaker,
        act=one.act,
        quoted=one.quoted,
        to=to,
        content=analysis.report.text[span.start : span.end],
        confidence=round(weight, 3),
        evidence=evidence,
    )
