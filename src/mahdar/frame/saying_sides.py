"""The sides that a pair, a group or two speaking together stand for, by their affiliations."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from mahdar.frame.saying_phrase import value_of
from mahdar.frame.saying_scene import COMMAS, Scene
from mahdar.recognise.analysis import Actor
from mahdar.recognise.persons import GENERIC

PARTIES = frozenset(("state", "capital", "body", "institution", "agency", "delegation"))
PEOPLE = frozenset(("person", "group"))
MANY = 500  # mentions before a group that are laid beside it: more than any report has
_start = attrgetter("start")
BESIDE = frozenset(("mediator", "attended"))  # who mediates or looks on is none of two sides


def members(scene: Scene, actor: Actor) -> list[str]:
    """Affiliations of the parties that a pair or group stands for."""
    entities = scene.analysis.entities
    numbers = list(actor.members)
    if not numbers and 0 <= actor.entity < len(entities):
        numbers = list(entities[actor.entity].members)
    out: list[str] = []
    for number in numbers:
        value = value_of(entities[number].affiliation) if 0 <= number < len(entities) else None
        if value and value not in out:
            out.append(value)
    return out


def two_sides(scene: Scene, offset: int) -> list[str]:
    """The two affiliations that persons of the report up to `offset` have most often, where nothing better tells who the two are; states
    and institutions count where there are not two such persons."""
    for kinds in (PEOPLE, PEOPLE | PARTIES):
        count = {code: n for code, places in _sides(scene, kinds).items() if (n := bisect_left(places, offset))}
        best = sorted(count, key=lambda code: -count[code])[:2]
        if len(best) == 2:
            return best
    return []


def _sides(scene: Scene, kinds: frozenset[str]) -> dict[str, list[int]]:
    """Where the parties of some kinds are told, by affiliation in the order of the text; made once."""
    name = f"sides of {', '.join(sorted(kinds))}"
    made: dict[str, list[int]] | None = scene.analysis.kept.get(name)
    if made is None:
        made = scene.analysis.kept[name] = {}
        for actor in scene.actors:
            code = value_of(actor.affiliation) or _of_entity(scene, actor)
            if code and actor.kind in kinds and scene.lex.linked(scene.token(actor.start) - 1) not in BESIDE:
                made.setdefault(code, []).append(actor.start)
    return made


def _of_entity(scene: Scene, actor: Actor) -> str | None:
    entities = scene.analysis.entities
    return value_of(entities[actor.entity].affiliation) if 0 <= actor.entity < len(entities) else None


def _next_to(scene: Scene, before: Actor, actor: Actor) -> bool:
    """Whether nothing but a comma stands between two mentions."""
    i = scene.after(before.end)
    return i + (scene.text_at(i) in COMMAS) == scene.token(actor.start)


def holders_told(scene: Scene, group: Actor) -> list[str]:
    """Affiliations of those told before a group who hold its office ("the ministers"): of the ministers told together last or of the body
    whose ministers they were said to be, whichever is nearer, else of all."""
    if group.role is None or group.role.value in ("other", "delegation") or not group.article:
        return []
    roles = GENERIC.get(group.role.value, frozenset()) | {group.role.value}
    fits, first = _holders(scene, group.role.value, roles)
    told = bisect_left(fits, group.start, key=_start)
    fits = fits[max(told - MANY, 0) : told]
    together: list[str] = []
    for k in range(len(fits) - 1, -1, -1):
        actor, before = fits[k], fits[k - 1] if k else None
        assert actor.affiliation is not None
        together.insert(0, actor.affiliation.value)
        if actor.kind == "group" and len(together) == 1:
            return together
        if not actor.joined or before is None or not _next_to(scene, before, actor):
            if len(set(together)) > 1:
                return list(dict.fromkeys(together))
            together = []
    codes = [code for code, at in first.items() if at < group.start]
    if codes:
        return codes
    # told by name only later ("the statement was signed by the ministers of …")
    return list(first) if len(first) > 1 else []


def _holders(scene: Scene, name: str, roles: frozenset[str]) -> tuple[list[Actor], dict[str, int]]:
    """The mentions of an office with a side, and where the first person of each side is told among them; made once for each office."""
    made: tuple[list[Actor], dict[str, int]] | None = scene.analysis.kept.get(f"holders of {name}")
    if made is None:
        fits = [a for a in scene.actors if a.role is not None and a.role.value in roles and a.affiliation is not None]
        first: dict[str, int] = {}
        for actor in fits:
            if actor.kind == "person" and actor.affiliation is not None:
                first.setdefault(actor.affiliation.value, actor.start)
        made = scene.analysis.kept[f"holders of {name}"] = fits, first
    return made
