"""The speaker that a mention stands for, with its fellows where several speak together, and whether a verb can have it as subject.

In: a mention of a party. Out: name, affiliation and role as the record gives a speaker: a body or unnamed source by its printed words.
"""

from __future__ import annotations

from mahdar.frame.saying_phrase import Who, value_of
from mahdar.frame.saying_scene import NAMED, Cue, Scene
from mahdar.frame.saying_sides import PARTIES, PEOPLE, holders_told, members, two_sides
from mahdar.model import Speaker
from mahdar.recognise.analysis import Actor, Read

NISBA = 4  # letters below which a word with the ending of an adjective of relation is another word


def as_speaker(scene: Scene, actor: Actor, how: str, rule: str, weight: float) -> Who | None:
    """The speaker that a mention stands for."""
    entity = scene.analysis.entities[actor.entity] if 0 <= actor.entity < len(scene.analysis.entities) else None
    name, affiliation, role = actor.name, actor.affiliation, actor.role
    if entity is not None:
        name, affiliation, role = entity.name or name, entity.affiliation or affiliation, entity.role or role
    dual = actor.number == "du" and affiliation is None
    if dual or actor.kind == "pair" or (actor.members and actor.kind == "group"):
        sides = members(scene, actor) or (two_sides(scene, actor.start) if actor.kind == "pair" or dual else [])
        if len(sides) < 2 and actor.kind == "pair":
            return None
        if len(sides) >= 2:
            return Who(Speaker(None, sides, None), actor.start, actor.end, how, rule, weight, (), actor.entity)
    if actor.kind == "group" and actor.number == "pl" and affiliation is None and (told := holders_told(scene, actor)):
        codes = told if len(told) > 1 else told[0]
        return Who(Speaker(None, codes, value_of(role)), actor.start, actor.end, how, rule, weight, (), actor.entity)
    reads = tuple((f, r) for f, r in (("name", name), ("affiliation", affiliation), ("role", role)) if r is not None)
    printed = value_of(name)
    job = value_of(role)
    end = actor.end
    if actor.kind in PARTIES:
        # a body that speaks has its printed words as its name
        end = _with_adjectives(scene, actor) if actor.kind in ("institution", "agency") else actor.end
        kept = printed and actor.kind in ("institution", "agency") and end == actor.end
        printed = printed if kept else scene.analysis.words(actor.start, end)
        job = "delegation" if actor.kind == "delegation" else "other"
    if printed is None and actor.kind in PEOPLE and job in (None, "other", "spokesperson", "international_official", "party_leader"):
        head = scene.text_at(scene.token(actor.start)).removeprefix(scene.analysis.pack.settings.article)
        if affiliation is None or scene.words.has("unnamed", head):
            # an unnamed source goes by its printed words
            affiliation = affiliation or _within(scene, actor)
            end = _with_relation(scene, actor)
            printed = scene.analysis.words(actor.start, end)
            reads = tuple((f, r) for f, r in (("affiliation", affiliation), ("role", role)) if r is not None)
    return Who(Speaker(printed, value_of(affiliation), job), actor.start, end, how, rule, weight, reads, actor.entity)


def _with_adjectives(scene: Scene, actor: Actor) -> int:
    """Where a body ends with the adjectives that agree with it ("the local authorities", "the official agency"): unknown to the lists, with
    the article and the feminine ending, as the body's own last word has."""
    i, end = scene.after(actor.end), actor.end
    article, endings = scene.analysis.pack.settings.article, tuple(scene.words.groups.get("feminine_ending", ()))
    if not scene.text_at(i - 1).startswith(article):
        return end
    while (
        scene.text_at(i).startswith(article)
        and scene.text_at(i).endswith(endings)
        and scene.actor_at(i) is None
        and i not in scene.nouns
        and not any(w.start <= scene.tokens[i].start for w in scene.analysis.whens_in(scene.tokens[i].start - 3, scene.tokens[i].end))
    ):
        end = scene.tokens[i].end
        i += 1
    return end


def _with_relation(scene: Scene, actor: Actor) -> int:
    """Where an unnamed source ends with its adjectives of relation ("media sources", "a military official")."""
    i, end = scene.after(actor.end), actor.end
    endings = tuple(scene.words.groups.get("nisba", ()))
    while scene.text_at(i).endswith(endings) and len(scene.text_at(i)) > NISBA and scene.actor_at(i) is None:
        if scene.text_at(i) in scene.words.slots or (scene.lex.busy.get(i) is not None and scene.lex.busy[i].get("say")):
            break
        end = scene.tokens[i].end
        i += 1
    return end


def _within(scene: Scene, actor: Actor) -> Read | None:
    """The affiliation of an unnamed source from the body or state that it is in or of: "a source in the ministry"."""
    i = scene.after(actor.end)
    for j in range(i, min(i + 4, len(scene.tokens))):
        nxt = scene.begins(j)
        if nxt is not None:
            governed = nxt.particle or scene.governed(j)
            return nxt.affiliation if governed and nxt.kind in PARTIES and not nxt.particle.startswith(scene.words.joined["for"]) else None
        if not scene.tokens[j].word or scene.text_at(j) in scene.words.that:
            return None
    return None


def agrees(scene: Scene, cue: Cue, actor: Actor) -> bool:
    """Whether verb and subject can agree: a state or body of feminine gender is no subject of a masculine verb (only this is certain)."""
    if actor.kind == "pair" and scene.text[actor.start : actor.end].endswith(tuple(scene.words.groups.get("oblique_dual", ()))):
        return False
    if cue.plural or cue.feminine or actor.kind not in PARTIES or "number" not in cue.entries[0].data or actor.rule == "seat":
        return True
    first = scene.text_at(scene.token(actor.start))
    if scene.words.has("masculine", first):
        return True
    feminine = any(first.endswith(ending) for ending in scene.words.groups.get("feminine_ending", ()))
    return not (feminine or actor.kind in ("state", "capital"))


def coordinated(scene: Scene, first: Actor) -> list[Actor]:
    """The mention and those joined to it by a conjunction."""
    out = [first]
    while True:
        nxt = scene.begins(scene.after(out[-1].end))
        if nxt is None or not nxt.joined or nxt.particle:
            return out
        out.append(nxt)


def preceding(scene: Scene, last: Actor) -> list[Actor]:
    """A mention with those before it that it is joined to."""
    out = [last]
    while out[0].joined:
        i = scene.token(out[0].start) - 1
        earlier = scene.actor_at(i)
        if earlier is None or earlier is out[0]:
            break
        out.insert(0, earlier)
    return out


def joint(scene: Scene, actors: list[Actor], how: str, rule: str, weight: float) -> Who | None:
    """One speaker or several together."""
    single = as_speaker(scene, actors[0], how, rule, weight)
    if len(actors) == 1 or single is None:
        return single
    codes: list[str] = []
    for actor in actors:
        one = as_speaker(scene, actor, how, rule, weight)
        code = one.speaker.affiliation if one else None
        if isinstance(code, str) and code not in codes:
            codes.append(code)
    if len(codes) < 2:
        return single
    return Who(Speaker(None, codes, None), actors[0].start, actors[-1].end, how, f"{rule}, joint", weight)


def adjacent_actor(scene: Scene, offset: int) -> Actor | None:
    """A party that follows `offset` with nothing but adverbs and signs between, not behind a preposition."""
    m = scene.words.gap.match(scene.text, offset)
    at = m.end() if m else offset
    i = scene.after(at)
    actor = scene.begins(i)
    whole = scene.begins(scene.after(offset)) if actor is None else None
    if whole is not None and scene.analysis.of_in("list_of", whole.start, whole.start + 1):
        # "each of X and Y", which looks like an adverb before X
        actor, i, at = whole, scene.after(offset), whole.start
    if actor is None or actor.particle or actor.joined or actor.start > at + 3 or scene.words.has("god", scene.text_at(i)):
        return None
    return None if _spoken(scene, actor, offset) else actor


def _spoken(scene: Scene, actor: Actor, offset: int) -> bool:
    """Whether a party stands in a quotation that opens behind `offset` and goes on behind it: spoken of, not the speaker ("and he added: "the
    minister will arrive tomorrow"")."""
    quote = scene.quote_of(actor.start)
    return quote is not None and quote[0] > offset and scene.after(quote[1]) - scene.after(actor.end) > NAMED
