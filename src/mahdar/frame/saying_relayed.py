"""Whose further words follow what somebody only relays: "the spokesman said that the president conveyed …, praising …".

In: the statements of a sentence so far and a participle of saying behind them. Out: the one who did what is relayed, whose words the participle
tells, or None where they are the relaying speaker's own.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Protocol

from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_gender import speaks
from mahdar.frame.saying_phrase import Who
from mahdar.frame.saying_scene import COMMAS, Cue, Scene
from mahdar.frame.saying_who import adjacent_actor, as_speaker
from mahdar.model import FROM_EARLIER, SAID


class Telling(Protocol):
    """A statement being made."""

    found: Complement
    who: Who


def relays(scene: Scene, outer: Telling) -> bool:
    """Whether a statement only relays what others do: a plain verb of saying, of a spokesman, an institution or an outlet."""
    head = scene.token(outer.who.start)
    actor = scene.actor_at(head)
    for_others = outer.who.speaker.role == "spokesperson" or (actor is not None and actor.kind == "institution")
    for_others = for_others or scene.words.has("outlet", scene.text_at(head))
    return for_others and "neutral" in outer.found.entry.data


def doer(scene: Scene, outer: Telling, found: Complement) -> Who | None:
    """ "The spokesman said that X conveyed …, praising": X, who stands with his office at the beginning of the clause relayed, right before its
    verb in the past."""
    clause = outer.found
    if clause.slot != "that" or clause.quote is not None or "neutral" in found.entry.data or not relays(scene, outer):
        return None
    first = scene.after(clause.start)
    first += scene.text_at(first) in scene.words.that
    actor = scene.begins(first)
    if actor is None or actor.kind != "person" or actor.particle or actor.role is None:
        return None
    at = scene.after(actor.end)
    verb = next((m for kind in ("light", "cue", "say") if (m := scene.lex.find(at, kind)) is not None), None)
    if verb is None or verb.prefix or scene.text_at(at).startswith(scene.lex.vocabulary.third):
        return None
    who = as_speaker(scene, actor, FROM_EARLIER, "who did what is relayed", 0.7)
    return who if who is not None and speaks(scene, found, who) else None


def aside(scene: Scene, cue: Cue) -> Who | None:
    """ "…, and that is what X praised, stressing": X, right before the comma."""
    begin = scene.token(scene.analysis.sentences[cue.sentence][0])
    told = taken_up(scene, begin + 1, cue.first)
    actor = adjacent_actor(scene, scene.tokens[_verb_end(scene, told[-1])].end) if told else None
    if actor is None or scene.after(actor.end) != cue.first - 1 or scene.text_at(cue.first - 1) not in COMMAS:
        return None
    return as_speaker(scene, actor, SAID, "who takes up what was told", 0.8)


def taken_up(scene: Scene, first: int, after: int) -> list[int]:
    """The tokens from `first` on and before `after` where "and that is what (somebody) praised" begins: a verb of saying that takes up what was
    told before it. The places are looked for once."""
    made: list[int] | None = scene.analysis.kept.get("taken up")
    if made is None:
        begins = scene.words.groups.get("that_is", frozenset())
        made = [i for i, token in enumerate(scene.tokens) if token.text in begins and _takes_up(scene, i)]
        scene.analysis.kept["taken up"] = made
    return made[bisect_left(made, first) : bisect_left(made, after)]


def _takes_up(scene: Scene, i: int) -> bool:
    if not scene.words.has("thing", scene.text_at(i + 1)):
        return False
    data, verb = scene.analysis.pack.data, scene.text_at(i + 2)
    stems = [verb[: -len(e)] for e in scene.analysis.pack.settings.pronouns if verb.endswith(e)]
    if scene.words.has("by_it", scene.text_at(i + 3)):
        stems.append(verb)
    return any(data.entries[f.entry].kind == "say" for stem in stems for f in data.forms.get(stem, ()))


def _verb_end(scene: Scene, i: int) -> int:
    """The last token of the verb that takes up what was told, where "and that is what" begins at token i."""
    return i + 2 + scene.words.has("by_it", scene.text_at(i + 3))
