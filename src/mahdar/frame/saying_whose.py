"""Whose words the verbs of saying of a report carry: each with a speaker of its own, the one of before, or the innermost of nested ones.

In: the complements of the verbs, in order. Out: statements being made, each with its speaker and act.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from mahdar.frame import saying_speaker as speakers
from mahdar.frame.saying_act import act_of, described, quoted
from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_gender import gender_of, speaks
from mahdar.frame.saying_phrase import Who, phrase, served
from mahdar.frame.saying_relayed import aside, doer, relays
from mahdar.frame.saying_scene import Cue, Scene
from mahdar.frame.saying_who import adjacent_actor, agrees, as_speaker
from mahdar.model import FROM_EARLIER, Speaker
from mahdar.text import folded

TELLING = frozenset(("oppose", "support", "promise", "concern", "accuse", "deny", "warn", "call_for"))
MANY = 150  # statements in which the one that holds another is looked for: more than any report has
SWITCH = 30  # folded code points before a verb in which words that bring another speaker begin
# Onlookers, relatives and others whose words are no statement: what goes on without a subject behind them is theirs too.
NOBODY = Who(Speaker(None, None, None), 0, 0, "", "", 0.0)


class Said:
    """A statement being made."""

    __slots__ = ("act", "act_rule", "found", "quoted", "who")

    def __init__(self, found: Complement, who: Who) -> None:
        self.found, self.who = found, who
        self.act, self.act_rule = found.act, "verb"
        self.quoted = False


def told(scene: Scene, founds: list[Complement], sources: Mapping[int, tuple[int, Who]]) -> list[Said]:
    """The statements that the complements make, in order, but for those of nobody and mere topics. `sources`: by sentence, where the words end
    that a source named at its head ("according to a diplomat, …") has, and who it is."""
    out: list[Said] = []
    current: Who | None = None
    sentence = -1
    here: Who | None = None
    relayed: Who | None = None  # the innermost of nested speakers of the sentence
    known: dict[str, Who] = {}
    for found in founds:
        cue = found.cue
        if cue.sentence != sentence:
            if (
                scene.analysis.sentences[cue.sentence][0]
                >= scene.analysis.title_end
                > (scene.analysis.sentences[sentence][0] if sentence >= 0 else 0)
            ):
                current = None  # the headline's speaker ends with it
            sentence, here, relayed = cue.sentence, None, None
        outer = next((s for s in reversed(out[-MANY:]) if s.found.start <= cue.word < s.found.end), None)
        if outer is not None:
            inner = _inside(scene, out, outer, found)
            relayed = inner if inner is not None and relays(scene, outer) and outer not in out else relayed
            continue
        telling = scene.telling_of(cue.word)
        # within a quotation that tells what another said, his words go on
        within = out[-1].who if telling is not None and out and out[-1].found.cue.word >= telling[0] else None
        who = None
        if cue.form == "participle" and within is None and out and out[-1].found.cue.sentence == sentence:
            who = aside(scene, cue) or relayed or doer(scene, out[-1], found)
            relayed = relayed or who
        if who is None and here is None and within is None:
            who = _source_goes_on(scene, found, sources.get(sentence))
        who = who or _resolve(scene, found, current, within or here)
        if who is None:
            continue
        who = _same_source(scene, who, known)
        one = Said(found, who)
        if "both" not in found.entry.data and within is None:
            current = here = who
        judge(scene, one)
        out.append(one)
    return [one for one in out if one.who is not NOBODY and not one.found.topic]


def _source_goes_on(scene: Scene, found: Complement, source: tuple[int, Who] | None) -> Who | None:
    """ "According to a diplomat, so and so, and he added": the source of a sentence, for a further verb without a subject behind its words."""
    cue = found.cue
    if (
        source is None
        or not speaks(scene, found, source[1])
        or cue.word < source[0]
        or not (cue.joined and cue.form == "finite")
        or adjacent_actor(scene, cue.end) is not None
    ):
        return None
    return msgspec.structs.replace(source[1], how=FROM_EARLIER, rule="the source of the sentence")


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


def _inside(scene: Scene, out: list[Said], outer: Said, found: Complement) -> Who | None:
    """A cue within the content of another. Where the outer content is little more than it, the innermost speaker counts ("an official said
    that the minister welcomed …"); but a state or body within the words of its own speaker only decides what the outer statement does. The
    speaker of a statement so made."""
    cue = found.cue
    if cue.form != "finite" or described(scene, found):
        return None
    before = scene.text_at(cue.first - 1)
    # what a relative clause tells is an aside in the words of the outer speaker
    near = cue.first - scene.after(outer.found.start) <= 9 and not scene.words.has("relative", before)
    if before in scene.words.that and cue.first - 1 == outer.found.mark + (outer.found.slot != "that"):
        if before.endswith(tuple(scene.words.groups.get("feminine_pronoun", ()))) and gender_of(scene, outer.who) == "m":
            return None  # "he said that she refused"
        who: Who | None = outer.who
    else:
        who = speakers.before(scene, cue) or (speakers.behind(scene, found) if adjacent_actor(scene, cue.end) else None)
        if who is None and outer.found.slot == "that" and (who := speakers.opener(scene, cue, outer.found.start)) is not None:
            near = True
    if who is None:
        return None
    head = scene.text_at(scene.token(who.start))
    party = who.speaker.role == "other" and not scene.words.has("outlet", scene.text_at(scene.token(outer.who.start)))
    party = party and not scene.words.has("unnamed", head)  # "the ministry said that a source there …"
    own = party and who.speaker.affiliation == outer.who.speaker.affiliation
    if "weak" in found.entry.data or "both" in found.entry.data or own or (near and party):
        if near and _one_side(who, outer.who) and "neutral" in outer.found.entry.data and found.act in TELLING:
            outer.act, outer.act_rule = found.act, "verb in the content"
        return None
    one = Said(found, who)
    judge(scene, one)
    if near and (outer.found.slot == "that" or scene.telling_of(cue.word) == outer.found.quote is not None):
        out.remove(outer)
    out.append(one)
    return who


def _one_side(one: Who, other: Who) -> bool:
    """Whether two speakers can be of one side: none of them is of a side that the other is not of."""
    sides = [a if isinstance(a, list) else [a] for a in (one.speaker.affiliation, other.speaker.affiliation) if a is not None]
    return len(sides) < 2 or not set(sides[0]).isdisjoint(sides[1])


def _same_office(scene: Scene, cue: Cue, current: Who) -> bool:
    """Whether the subject of a verb of adding is but the office of who spoke before ("the president added"), whomever else he spoke of."""
    actor = adjacent_actor(scene, cue.end)
    if actor is None or actor.kind != "person" or actor.name is not None or actor.affiliation is not None or actor.role is None:
        return False
    told = actor.article and actor.role.value != "other" and current.speaker.name is not None
    return told and actor.role.value == current.speaker.role and agrees(scene, cue, actor)


def _resolve(scene: Scene, found: Complement, current: Who | None, here: Who | None) -> Who | None:
    cue = found.cue
    if (other := scene.turned_to(cue)) is not None:
        return as_speaker(scene, other, "said", "whom the sentence turns to", 0.85)
    if current is not None and "more" in found.entry.data and _same_office(scene, cue, current):
        return current
    if cue.form == "speech":
        return here
    if cue.form == "participle":
        return speakers.fitting(scene, found, here or speakers.topic(scene, cue) or current or speakers.last_person(scene, cue))
    if cue.form == "noun" and "subject" in found.entry.data:
        whose = adjacent_actor(scene, cue.end)  # "the warning of the state that …"
        if whose is None:
            return phrase(scene, cue.end, found.mark, False)
        return as_speaker(scene, whose, "said", "whose words the noun tells of", 0.75)
    if cue.form == "noun":
        return speakers.cited(scene, cue) or speakers.before(scene, cue) or here or current or speakers.last_person(scene, cue)
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
            return as_speaker(scene, issuer, "said", "issuer of the paper", 0.85)
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
    if found.start < cue.word or (not cue.joined and speakers.differs(scene, cue)):
        return None
    if not cue.joined and (who := speakers.asked(scene, cue)) is not None:
        return who
    again = scene.leads_on(cue)  # "and added, saying that"
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
        if who is not None and (not _person(scene, who) or speaks(scene, found, who)):
            return who
    return speakers.fitting(scene, found, here or current or speakers.last_person(scene, cue))


def _person(scene: Scene, who: Who) -> bool:
    return who.entity >= 0 and scene.analysis.entities[who.entity].kind == "person"


def _first_person(scene: Scene, found: Complement) -> bool:
    """Whether the printed first letter makes the verb "I think" of "he thought": who writes speaks for himself."""
    analysis = scene.analysis
    lemma, printed = found.entry.data["lemma"], analysis.words(found.cue.start, found.cue.start + 1)
    return printed in analysis.pack.words["first_person_written"] and not lemma.startswith(printed) and folded(lemma[0]) == folded(printed)


def _turned(scene: Scene, cue: Cue) -> bool:
    """Whether words that bring another speaker stand right before the verb."""
    before = scene.words.switch.finditer(scene.text, max(0, cue.word - SWITCH), cue.word)
    return any(not scene.text[m.end() : cue.word].strip(" \u060c,") for m in before)


def judge(scene: Scene, one: Said) -> None:
    """The act, which the content may decide, and whether it is quoted; known once the content's end is."""
    one.act, one.act_rule = act_of(scene, one.found, one.who)
    one.quoted = quoted(scene, one.found)
