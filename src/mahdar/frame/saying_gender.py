"""Grammatical gender of speakers: a verb in the feminine has no man as its subject, one in the masculine no woman.

In: mentions, speakers and verbs of saying. Out: `m`, `f` or nothing where the report doesn't let tell. A person is of the gender of the office
forms that the report calls him by, where they agree (a woman may be called by a masculine one too); a body of that of its first word.
"""

from __future__ import annotations

from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_phrase import Who
from mahdar.frame.saying_scene import Cue, Scene
from mahdar.frame.saying_sides import PARTIES
from mahdar.recognise.analysis import Actor

STATES = frozenset(("state", "capital"))


def gender(scene: Scene, actor: Actor) -> str:
    """Gender of a mention, from the whole report."""
    if actor.kind in PARTIES:
        return _of_party(scene, actor)
    if actor.kind != "person":
        return ""
    entity = scene.analysis.entities[actor.entity] if 0 <= actor.entity < len(scene.analysis.entities) else None
    mentions = [scene.actors[i] for i in entity.mentions] if entity is not None else [actor]
    told = {_of_office(scene, mention) for mention in mentions} - {""}
    return told.pop() if len(told) == 1 else ""


def _of_party(scene: Scene, actor: Actor) -> str:
    first = scene.text_at(scene.token(actor.start))
    if actor.rule == "seat":
        return ""
    if scene.words.has("masculine", first):
        return "m"
    return "f" if first.endswith(tuple(scene.words.groups.get("feminine_ending", ()))) or actor.kind in STATES else "m"


def _of_office(scene: Scene, actor: Actor) -> str:
    """Gender of the first office form in a mention."""
    for match in scene.analysis.of_in("office", actor.start, actor.end):
        return next((str(e.data.get("gender", "")) for e in match.entries if e.kind == "office"), "")
    return ""


def gender_of(scene: Scene, who: Who) -> str:
    """Gender of a single speaker that a mention told of."""
    if isinstance(who.speaker.affiliation, list):
        return ""
    actor = scene.actor_at(scene.token(who.start))
    if actor is None or actor.entity != who.entity:
        actor = next((scene.actors[i] for i in scene.analysis.entities[who.entity].mentions), None) if who.entity >= 0 else None
    return gender(scene, actor) if actor is not None and actor.number == "sg" else ""


def speaks(scene: Scene, found: Complement, who: Who) -> bool:
    """Whether a verb without a subject can go on with a speaker. A man is no subject of a feminine verb, a woman none of a masculine one; what
    a body said often goes on in the masculine, and further verbs in the accusative stand in it by habit."""
    number, form = found.entry.data.get("number"), found.entry.data["form"]
    if number in ("pl", "du") or form == "noun":
        return True
    told = gender_of(scene, who)
    if found.entry.data.get("gender") == "f":
        return told != "m"
    return told != "f" or who.speaker.role == "other" or form == "participle"


def latter(scene: Scene, cue: Cue) -> Actor | None:
    """Whom "the latter" behind a verb stands for: the nearest mention before it that is of its gender, but for a place in which something is."""
    at = cue.after + scene.words.has("demonstrative", scene.text_at(cue.after))
    if not scene.words.has("latter", scene.text_at(at)):
        return None
    wanted = "f" if scene.text_at(at).endswith(tuple(scene.words.groups.get("feminine_ending", ()))) else "m"
    for actor in scene.actors_before(cue.word):
        if actor.end > cue.word or actor.number != "sg":
            continue
        if actor.sentence < cue.sentence - 1:
            return None
        inside = "in" in scene.words.slots.get(scene.text_at(scene.token(actor.start) - 1), ()) and actor.kind in STATES
        told = gender(scene, actor)
        if not inside and (told == wanted or (not told and actor.kind == "person" and wanted == "m")):
            return actor
    return None
