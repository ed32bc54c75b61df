"""Statements: who said what, with the act, the content as printed and the words that each was read from.

A verb of saying with a complement makes a statement; its content ends at the next verb of saying of the same level, at a phrase with which
the report takes the word again, or with the sentence (a quotation goes on to its end). Verbs without a subject keep the speaker.
"""

from __future__ import annotations

import hashlib

import msgspec

from mahdar.frame import saying_speaker as speakers
from mahdar.frame.saying_act import act_of, described, quoted
from mahdar.frame.saying_attribution import attributions, headline
from mahdar.frame.saying_content import Complement, adjacent_actor, complement
from mahdar.frame.saying_end import content_end
from mahdar.frame.saying_phrase import Who, phrase, served
from mahdar.frame.saying_scene import Cue, Scene
from mahdar.frame.saying_words import Found
from mahdar.model import FROM_EARLIER, Evidence, Speaker, Statement
from mahdar.recognise.analysis import Analysis
from mahdar.text import folded

TARGETED = frozenset(("call_for", "oppose", "accuse", "support", "courtesy", "warn", "deny"))
TELLING = frozenset(("oppose", "support", "promise", "concern", "accuse", "deny", "warn", "call_for"))
_SLOT = {"that": 0.95, "speech": 0.95, "colon": 0.8, "bare": 0.6, "object": 0.7}


SWITCH = 30  # folded code points before a verb in which words that bring another speaker begin
HABIT_REACH = 24  # folded code points behind a verb in which a word of habit stands


# Onlookers, relatives and others whose words are no statement: what goes on without a subject behind them is theirs too.
NOBODY = Who(Speaker(None, None, None), 0, 0, "", "", 0.0)


class _Said:
    """A statement being made."""

    __slots__ = ("act", "act_rule", "found", "nested", "quoted", "who")

    def __init__(self, found: Complement, who: Who) -> None:
        self.found, self.who = found, who
        self.act, self.act_rule = found.act, "verb"
        self.nested = False
        self.quoted = False


def find_statements(analysis: Analysis) -> list[Statement]:
    """All statements of a report, in the order of their verbs. Linear in its length but for a small factor."""
    scene = Scene(analysis)
    founds = _complements(scene)
    said = _speakers(scene, founds)
    others = attributions(scene, [one.found for one in said])
    head = headline(scene)
    if head is not None and all(one.found.cue.word >= analysis.title_end for one in said):
        others.append(head)
    for found, who in others:
        one = _Said(found, who)
        _content_act(scene, one)
        said.append(one)
    said = [one for one in said if not _empty(scene, one)]
    said.sort(key=lambda one: one.found.cue.word)
    said = [one for one in _drop_headline(scene, said) if not _narrated(scene, one)]
    return [_statement(scene, one) for one in said]


def _complements(scene: Scene) -> list[Complement]:
    """Cues with their complements, content ends filled in."""
    shy = _shy(scene)
    hard = [c for c in scene.cues if any("weak" not in e.data for e in c.entries) and c.form != "noun" and c not in shy]
    hard = [c for c in hard if not _hearsay(scene, c)]
    founds: list[Complement] = []
    for cue in scene.cues:
        if scene.quote_of(cue.word) is not None or cue in shy:
            continue
        end = scene.sentence_end(cue.sentence)
        stop = scene.after(end)
        nxt = next((c for c in hard if c.first > cue.first), None)
        if nxt is not None and nxt.first < stop:
            stop = nxt.first
        found = complement(scene, cue, stop)
        if found is not None:
            founds.append(found)
    founds = _distinct(founds)
    cues = [f.cue for f in founds]
    kept = []
    for number, found in enumerate(founds):
        found.end = content_end(scene, found, cues[number + 1 :])
        if found.end - found.start >= 3:
            kept.append(found)
    return kept


def _hearsay(scene: Scene, cue: Cue) -> bool:
    """Whether a verb is in the passive of hearsay ("it is thought likely that"): no subject stands by it."""
    passive = all("passive" in e.data and scene.imperfect(cue, e) for e in cue.entries)
    return passive and not cue.joined and adjacent_actor(scene, cue.end) is None and scene.actor_at(cue.first - 1) is None


def _shy(scene: Scene) -> list[Cue]:
    """Verbs with which a source asks not to be named: they report nothing."""
    out: list[Cue] = []
    for m in Found(scene.words.anonymity, scene.text).between(0, len(scene.text)):
        last = next((c for c in reversed(scene.cues) if c.end <= m.start()), None)
        if last is not None and not scene.text[last.end : m.start()].strip():
            out.append(last)
    return out


def _distinct(founds: list[Complement]) -> list[Complement]:
    """Leaves out a cue whose complement an earlier one has: "went on, by saying that …" is one statement."""
    out: list[Complement] = []
    for found in founds:
        if any(found.start == other.start or (found.quote is not None and found.quote == other.quote) for other in out[-3:]):
            continue
        out.append(found)
    return out


def _speakers(scene: Scene, founds: list[Complement]) -> list[_Said]:
    out: list[_Said] = []
    current: Who | None = None
    sentence = -1
    here: Who | None = None
    sources: dict[str, Who] = {}
    for found in founds:
        cue = found.cue
        if cue.sentence != sentence:
            if (
                scene.analysis.sentences[cue.sentence][0]
                >= scene.analysis.title_end
                > (scene.analysis.sentences[sentence][0] if sentence >= 0 else 0)
            ):
                current = None  # the headline's speaker ends with it
            sentence, here = cue.sentence, None
        outer = next((s for s in reversed(out) if s.found.start <= cue.word < s.found.end), None)
        if outer is not None:
            _inside(scene, out, outer, found)
            continue
        told = scene.telling_of(cue.word)
        # within a quotation that tells what another said, his words go on
        within = out[-1].who if told is not None and out and out[-1].found.cue.word >= told[0] else None
        who = _resolve(scene, found, current, within or here)
        if who is None:
            continue
        who = _same_source(scene, who, sources)
        one = _Said(found, who)
        if "both" not in found.entry.data and within is None:
            current = here = who
        _content_act(scene, one)
        out.append(one)
    return [one for one in out if one.who is not NOBODY and not one.found.topic]


def _same_source(scene: Scene, who: Who, sources: dict[str, Who]) -> Who:
    """ "The source" is the source of before: a head with the article goes back to the same head without."""
    if who.speaker.role != "other" or who is NOBODY:
        return who
    head = scene.text_at(scene.token(who.start))
    article = scene.analysis.pack.settings.article
    bare = head.removeprefix(article)
    if not scene.words.has("unnamed", bare):
        return who
    if bare != head and bare in sources and who.speaker.affiliation in (None, sources[bare].speaker.affiliation):
        return msgspec.structs.replace(sources[bare], start=who.start, end=who.end, how=FROM_EARLIER, rule="the source of before")
    sources[bare] = who
    return who


def _inside(scene: Scene, out: list[_Said], outer: _Said, found: Complement) -> None:
    """A cue within the content of another. Where the outer content is little more than it, the innermost speaker counts ("an official said
    that the minister welcomed …"); but a state or body within the words of its own speaker only decides what the outer statement does."""
    cue = found.cue
    if cue.form != "finite" or described(scene, found):
        return
    before = scene.text_at(cue.first - 1)
    # what a relative clause tells is an aside in the words of the outer speaker
    near = cue.first - scene.after(outer.found.start) <= 9 and not scene.words.has("relative", before)
    if before in scene.words.that and cue.first - 1 == outer.found.mark + (outer.found.slot != "that"):
        who: Who | None = outer.who
    else:
        who = speakers.before(scene, cue) or (speakers.behind(scene, found) if adjacent_actor(scene, cue.end) else None)
    if who is None:
        return
    party = who.speaker.role == "other" and not scene.words.has("outlet", scene.text_at(scene.token(outer.who.start)))
    own = party and who.speaker.affiliation == outer.who.speaker.affiliation
    if "weak" in found.entry.data or "both" in found.entry.data or own or (near and party):
        if near and "neutral" in outer.found.entry.data and found.act in TELLING:
            outer.act, outer.act_rule = found.act, "verb in the content"
        return
    one = _Said(found, who)
    _content_act(scene, one)
    if near and (outer.found.slot == "that" or scene.telling_of(cue.word) == outer.found.quote is not None):
        out.remove(outer)
    out.append(one)


def _resolve(scene: Scene, found: Complement, current: Who | None, here: Who | None) -> Who | None:
    cue = found.cue
    if cue.form == "participle":
        return here or speakers.topic(scene, cue) or current or speakers.last_person(scene, cue)
    if cue.form == "noun" and "subject" in found.entry.data:
        whose = adjacent_actor(scene, cue.end)  # "the warning of the state that …"
        if whose is None:
            return phrase(scene, cue.end, found.mark, False)
        return speakers.who(scene, whose, "said", "whose words the noun tells of", 0.75)
    if cue.form == "noun":
        return speakers.cited(scene, cue) or speakers.before(scene, cue) or here or current
    if "both" in found.entry.data:
        return None if scene.words.has("relative_thing", scene.text_at(cue.first - 1)) else speakers.both(scene, cue)
    if scene.words.has("reporter", scene.text_at(cue.after)) or scene.words.has("reporter", scene.text_at(cue.first - 1)):
        return NOBODY
    if scene.words.has("paper", scene.text_at(cue.after)):
        at = cue.after + 1
        while scene.words.has("issued_by", scene.text_at(at)) and scene.begins(at) is None:
            at += 1
        issuer = scene.begins(at)
        if issuer is not None and not issuer.joined and issuer.start < found.start:
            return speakers.who(scene, issuer, "said", "issuer of the paper", 0.85)
        if (office := served(scene, at, found.mark)) is not None:
            return office
        if any(scene.words.has("joint", scene.text_at(i)) for i in range(cue.after + 1, min(cue.after + 3, found.mark))):
            return speakers.both(scene, cue)
        if current is not None:
            return current
    if described(scene, found):
        return None
    recipient = "recipient" in found.entry.data and adjacent_actor(scene, cue.end) is not None
    if recipient and cue.joined and here is not None and found.subject is not None and found.subject.rule == "party not told apart":
        return here  # "…, and called on the parties to …"
    if recipient and not cue.joined and (who := speakers.before(scene, cue)) is not None:
        return who  # "X had warned Y of …": who stands behind the verb is spoken to
    who = speakers.relayed(scene, found) if "relay" in found.entry.data else None
    who = who or (speakers.behind(scene, found) if "text" not in found.entry.data else None)
    who = who or (None if cue.joined else speakers.before(scene, cue))
    if who is not None:
        return who
    if not cue.joined and found.slot == "object" and _turned(scene, cue):
        return NOBODY  # "for his part, the sons of … praised": another speaker, whom nothing tells
    if not cue.joined and speakers.differs(scene, cue):
        return None
    again = any(c.after == cue.first and c.form == "finite" for c in scene.cues)  # "and added, saying that"
    if again:
        return here or current
    if scene.words.has("relative", scene.words.bare(scene.text_at(cue.first - 1))) or _first_person(scene, found):
        return None
    weak = "weak" in found.entry.data
    goes_on = cue.joined or scene.words.has("anew", scene.text_at(cue.first - 1))
    told = scene.words.has("who_is", scene.text_at(cue.first - 1))  # "and he holds that": no passive
    if ("passive" in found.entry.data and scene.imperfect(cue, found.entry) and not told) or (
        weak and (found.slot == "object" or not goes_on)
    ):
        return None
    if cue.dual and not (current is not None and isinstance(current.speaker.affiliation, list)):
        return speakers.both(scene, cue)
    if cue.number == "pl" and not scene.imperfect(cue, found.entry):
        one = speakers.several(scene, cue)
        alone = here or current
        return one or (alone if alone is not None and (isinstance(alone.speaker.affiliation, list) or alone.speaker.name is None) else None)
    if here is None and (not cue.joined or cue.first - scene.after(scene.analysis.sentences[cue.sentence][0]) > 3):
        # a second verb of the sentence has its subject
        who = speakers.topic(scene, cue)
        if who is not None:
            return who
    return here or current or speakers.last_person(scene, cue)


def _first_person(scene: Scene, found: Complement) -> bool:
    """Whether the printed first letter makes the verb "I think" of "he thought": who writes speaks for himself."""
    analysis = scene.analysis
    lemma, printed = found.entry.data["lemma"], analysis.words(found.cue.start, found.cue.start + 1)
    return printed in analysis.pack.words["first_person_written"] and not lemma.startswith(printed) and folded(lemma[0]) == folded(printed)


def _turned(scene: Scene, cue: Cue) -> bool:
    """Whether words that bring another speaker stand right before the verb."""
    before = scene.words.switch.finditer(scene.text, max(0, cue.word - SWITCH), cue.word)
    return any(not scene.text[m.end() : cue.word].strip(" \u060c,") for m in before)


def _content_act(scene: Scene, one: _Said) -> None:
    """The act, which the content may decide, and whether it is quoted; known once the content's end is."""
    one.act, one.act_rule = act_of(scene, one.found)
    one.quoted = quoted(scene, one.found)


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


def _drop_headline(scene: Scene, said: list[_Said]) -> list[_Said]:
    """Leaves out statements of the headline that the body repeats."""
    title = scene.analysis.title_end
    if not title or not any(one.found.cue.word < title for one in said):
        return said
    told = _stems(scene, scene.text[title:])
    body = [one for one in said if one.found.cue.word >= title]
    out = []
    for one in said:
        if one.found.cue.word < title and body:
            mine = _stems(scene, scene.text[one.found.start : one.found.end])
            colon = one.found.cue.end - one.found.cue.word == 1  # "name: words" tells the words themselves
            again = not colon and any(other.who.speaker == one.who.speaker and other.act == one.act for other in body)
            if again or sum(word in told for word in mine) * 2 >= len(mine):
                continue
        out.append(one)
    return out


def _empty(scene: Scene, one: _Said) -> bool:
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


def _narrated(scene: Scene, one: _Said) -> bool:
    """The report's own narration: a habit ("has repeatedly stressed"), or a standing stance of several states told in the imperfect."""
    entry = one.found.entry
    near = scene.text[one.found.cue.end : one.found.cue.end + HABIT_REACH]
    if any(word in scene.analysis.pack.words["habit"] for word in near.split()):
        return True
    joint = isinstance(one.who.speaker.affiliation, list) and one.act in ("oppose", "support", "call_for", "stress")
    if not joint:
        return False
    form = scene.text[one.found.cue.start : one.found.cue.end]
    imperfect = form in {folded(f) for f in entry.data.get("imperfect", "").split("|")}
    sides = next((a for a in scene.analysis.actors if a.kind == "pair" and a.start <= one.who.start < a.end), None)
    return imperfect and (sides is None or (sides.role is not None and sides.role.value == "states"))


def _targets(scene: Scene, one: _Said) -> list[tuple[str, int, int]]:
    """Codes of those spoken about or to: the party between verb and content, else the one that begins the content."""
    if one.act not in TARGETED:
        return []
    own = one.who.speaker.affiliation
    found = one.found
    for actor in scene.actors:
        if actor.end <= found.cue.end or actor.start == one.who.start:
            continue
        if actor.start > found.start + 40 or actor.start >= found.end:
            break
        if actor.affiliation is not None and actor.affiliation.value not in ([own] if isinstance(own, str) else own or []):
            return [(actor.affiliation.value, actor.start, actor.end)]
    return []


def _statement(scene: Scene, one: _Said) -> Statement:
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
