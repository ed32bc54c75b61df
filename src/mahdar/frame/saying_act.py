"""What a statement does: the act of its verb, or that of its content where the verb is neutral and the content is plainly another act.

In: the complement of a verb of saying. Out: an act of the record with the rule that gave it, and whether the words are quoted.
"""

from __future__ import annotations

from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_gender import gender_of
from mahdar.frame.saying_phrase import Who
from mahdar.frame.saying_scene import Scene
from mahdar.recognise.matcher import Match

NEAR = {"start": 2, "near": 8}  # words from the beginning of a content to what makes it another act
ASKED = 5  # words from "must" to the party that must
PLAN = 12  # words from the beginning of what is announced to the verb of a plan or deed


def act_of(scene: Scene, found: Complement, who: Who) -> tuple[str, str]:
    """The act of a statement and the rule that tells it."""
    if "greets" in found.entry.data and found.slot == "with":
        guest = scene.actor_at(scene.token(found.start))
        if guest is not None and guest.kind in ("person", "delegation", "group"):
            return "courtesy", "a person is welcomed"
    if found.act != found.entry.value:
        return found.act, "verb"
    if "plans" in found.entry.data and found.slot == "that" and not _plan(scene, found):
        return _content(scene, found, who) or ("inform", "a fact is announced")
    if "neutral" in found.entry.data:
        return _content(scene, found, who) or (found.act, "verb")
    return found.act, "verb"


def quoted(scene: Scene, found: Complement) -> bool:
    """Whether half of a content or more stands in quotation marks."""
    share = sum(min(b, found.end) - max(a, found.start) for a, b in scene.quotes_in(found.start, found.end))
    return found.quote is not None or share * 2 >= found.end - found.start


def _content(scene: Scene, found: Complement, who: Who) -> tuple[str, str] | None:
    for match in scene.analysis.of_in("content_act", found.start, found.end):
        entry = match.get("content_act")
        if entry is None or scene.token(match.word) - scene.after(found.start) > NEAR.get(entry.data.get("at", ""), 1000):
            continue
        named = scene.actor_at(scene.token(match.word))
        if named is not None and named.name is not None and named.name.start <= match.start < named.name.end:
            continue  # a name that is also such a word
        if scene.words.has("negator", scene.text_at(scene.token(match.word) - 1)) or ("whom" in entry.data and not _asked(scene, match)):
            continue
        if "clause" in entry.data and _further(scene, found, match):
            continue
        if "own" in entry.data and _of_another(scene, match, who):
            continue
        return entry.value, "content"
    return None


def _further(scene: Scene, found: Complement, match: Match) -> bool:
    """Whether another clause joined by "and" opens between the beginning of a content and a form in it."""
    texts = (scene.text_at(i) for i in range(scene.after(found.start) + 1, scene.token(match.word) + 1))
    return any(
        scene.words.bare(text) != text and (scene.words.bare(text) in scene.words.that or text in scene.words.that) for text in texts
    )


def _of_another(scene: Scene, match: Match, who: Who) -> bool:
    """Whether what makes a content another act is told of another than the speaker ("said that the rebels refused", "said that she refused"):
    the party right before it or behind it is of another side, or the pronoun of the clause of another gender."""
    i, side = scene.token(match.word), who.speaker.affiliation
    before = scene.text_at(i - 1)
    endings = scene.words.groups.get("feminine_pronoun", ())
    if before in scene.words.that and before.endswith(tuple(endings)):
        return gender_of(scene, who) == "m"
    subject = scene.actor_at(i - 1)
    if subject is None and scene.after(match.end) == i + 1:
        subject = scene.begins(i + 1)
    if subject is None or subject.particle or subject.affiliation is None or side is None:
        return False
    return subject.affiliation.value not in (side if isinstance(side, list) else [side])


def _asked(scene: Scene, must: Match) -> bool:
    """Whether a party stands beside "must" that must do it; "it must be that …" calls on nobody."""
    i = scene.token(must.word)
    before = scene.actor_at(i - 1)
    if before is not None and not before.particle and not scene.governed(scene.token(before.start)):
        return True
    for j in range(scene.after(must.end), scene.after(must.end) + ASKED):
        actor = scene.begins(j)
        if actor is not None and actor.kind != "pair":
            on = "on" in scene.words.slots.get(scene.text_at(j - 1), ())
            return on or not (actor.particle or scene.governed(j))
    return False


def _plan(scene: Scene, found: Complement) -> bool:
    """Whether what is announced is a plan, a decision or a deed: a verb of contact or in the future near its beginning."""
    analysis, lex = scene.analysis, scene.lex
    first = scene.after(found.start)
    stop = min(first + PLAN, scene.after(found.end))
    last = scene.tokens[stop - 1].end if stop > first else found.start
    for match in (*analysis.of_in("cue", found.start, last), *analysis.of_in("light", found.start, last)):
        entry = match.get("cue") or match.get("light")
        if entry is not None and (entry.kind == "light" or entry.data.get("class") == "verb") and not lex.preposition(match.prefix):
            return True
    if analysis.of_in("mood", found.start, last):
        return True
    prefixes = tuple(lex.words["future_prefix"])
    return any((word := lex.word(i)).startswith(prefixes) and word[1:] in lex.common for i in range(first, stop))


def described(scene: Scene, found: Complement) -> bool:
    """Whether a verb only describes: whose side somebody is on ("the party, which backs X"), what something counts as ("who is held to be
    …"), what a state claims as its own, what was announced long ago ("since the state declared …")."""
    cue = found.cue
    if "claims" in found.entry.data and scene.words.has("claimed", scene.text_at(scene.token(found.start))):
        return True
    before = scene.text_at(cue.first - 1)
    if before in scene.words.that and scene.words.has("since", scene.text_at(cue.first - 2)):
        return True
    if cue.pronoun and scene.words.has("relative", scene.words.bare(before)) and scene.imperfect(cue, found.entry):
        return True  # "the state, which others accuse of …"
    if found.slot != "object" or not scene.words.has("relative", scene.words.bare(before)) or not scene.imperfect(cue, found.entry):
        return False
    whom = scene.actor_at(scene.token(found.start)) or found.subject
    partisan = found.act in ("support", "oppose") and whom is not None and whom.kind in ("person", "group")
    return partisan or "passive" in found.entry.data
