"""A speaker as it is found, and noun phrases that speak where no known party was recognised: sources, papers, surnames."""

from __future__ import annotations

import msgspec

from mahdar.frame.saying_scene import COMMAS, MARKS, Scene
from mahdar.model import SAID, Speaker
from mahdar.recognise.analysis import Actor, Read
from mahdar.recognise.names import parse
from mahdar.recognise.vocabulary import STRONG
from mahdar.text import folded

RARE = 5  # weight of a listed name word that not many bear
NAMED = 12  # words from a phrase that speaks to the name of the person it is


class Who(msgspec.Struct, frozen=True, gc=False):
    """A speaker with where it was read (`start`, `end` folded), how, the rule, the weight of the rule (0..1) and the parties meant."""

    speaker: Speaker
    start: int
    end: int
    how: str
    rule: str
    weight: float
    reads: tuple[tuple[str, Read], ...] = ()
    entity: int = -1


def value_of(read: Read | None) -> str | None:
    return read.value or None if read is not None else None


def phrase(scene: Scene, offset: int, limit: int, strong: bool) -> Who | None:
    """A noun phrase at `offset` and before token `limit` that can speak; without `strong` only one with a head that usually speaks."""
    m = scene.words.gap.match(scene.text, offset)
    i = first = scene.after(m.end() if m else offset)
    if scene.words.has("demonstrative", scene.text_at(first)) and scene.words.has("source", scene.text_at(first + 1)):
        i = first = first + 1
    quoted = first in scene.opens or (first > 0 and (first - 1) in scene.opens and not scene.tokens[first - 1].word)
    if quoted and (marks := scene.opens.get(first) or scene.opens[first - 1])[0] == scene.tokens[first].start:
        i = max(first, min(scene.after(marks[1]), limit))  # a name in quotation marks goes on to its end
    if first >= limit or not scene.tokens[first].word or len(scene.text_at(first)) < 2:
        return None
    affiliation: Read | None = None
    head = scene.text_at(first)
    if _prepositional(scene, head) and not scene.words.has("paper", head):
        return None
    while i < limit:
        token = scene.tokens[i]
        if not token.word:
            quote = scene.opens.get(i)
            if quote is not None and i > first and scene.words.has("quoted_name", head):
                i = scene.past_quote(quote[1])
                continue
            if quoted and i > first:
                i += 1
            break
        if i == first + 1 and token.text in scene.words.slots and scene.words.has("quantifier", head):
            i += 1
            continue
        if (
            token.text in scene.words.slots
            or token.text in scene.words.joined["for"]  # "told «the Post»"
            or token.text in scene.words.that
            or scene.words.has("not_speaker", token.text)
            or scene.words.has("adverbial", token.text)
        ):
            break
        if i > first and (
            scene.words.has("quantifier", token.text)
            or scene.words.has("adverb", token.text)
            or scene.words.has("relative", token.text)
            or _prepositional(scene, token.text)
        ):
            break
        actor = scene.begins(i)
        if (
            actor is not None
            and actor.particle
            and scene.words.has("serving", head)
            and actor.particle.startswith(scene.words.joined["for"])
        ):
            # "the press office of the president"
            affiliation, i = actor.affiliation or _entity_side(scene, actor), scene.after(actor.end)
            break
        if actor is not None and (actor.particle or (actor.kind == "person" and i > first + 1)):
            break
        i += 1
    if i == first or i - first > 7 + 7 * scene.words.has("serving", head):
        return None
    if i > first + 1 and scene.text_at(i - 1) in MARKS and not any(scene.text_at(k) in MARKS for k in range(first, i - 1)):
        i -= 1  # the closing mark of a quotation that opened before the phrase
    start, end = scene.tokens[first].start, scene.tokens[i - 1].end
    for match in scene.analysis.of_in("nationality", start, end, "state", "body"):
        entry = match.get("nationality") or match.get("state") or match.get("body")
        if entry is not None:
            affiliation = Read(entry.value, match.start, match.end, SAID, "adjective of the source")
            break
    # a paper speaks by itself where an adjective tells which it is ("a presidential statement")
    source = scene.words.has("source", head) or (i > first + 1 and (scene.words.has("quantifier", head) or scene.words.has("paper", head)))
    if not source and not quoted and (not strong or _common(scene, head)):
        return None
    named = _named(scene, first, i, limit) if source else None
    known = named or _known(scene, first, i)
    if known is not None:
        return known
    words = scene.analysis.words(start, end)
    code = affiliation.value if affiliation else None
    reads = (("affiliation", affiliation),) if affiliation else ()
    return Who(Speaker(words, code, "other"), start, end, SAID, "noun phrase behind the verb", 0.7 if source else 0.55, reads)


def served(scene: Scene, i: int, limit: int) -> Who | None:
    """The office at token i, behind a joined "of", that speaks for the person whose surname follows ("a statement of X's office")."""
    word = scene.text_at(i)
    letter = next((p for p in scene.words.joined["for"] if word.startswith(p)), "")
    actor = scene.begins(i + 1)
    if not letter or not scene.words.has("serving", word.removeprefix(letter)) or actor is None or actor.particle or i + 1 >= limit:
        return None
    start, end = scene.tokens[i].start + len(letter), actor.end
    side = actor.affiliation or _entity_side(scene, actor)
    reads = (("affiliation", side),) if side else ()
    speaker = Speaker(scene.analysis.words(start, end), side.value if side else None, "other")
    return Who(speaker, start, end, SAID, "office that issued the paper", 0.8, reads)


def _named(scene: Scene, first: int, i: int, limit: int) -> Who | None:
    """The person whose name stands behind the phrase and what belongs to it ("the head of training in the city, X")."""
    found = unlisted(scene, i, limit)
    if found is None:
        return None
    start, end = found
    name = Read(scene.analysis.words(start, end), start, end, SAID, "name behind the phrase")
    return Who(Speaker(name.value, None, "other"), scene.tokens[first].start, end, SAID, name.rule, 0.7, (("name", name),))


def unlisted(scene: Scene, i: int, limit: int) -> tuple[int, int] | None:
    """Folded range of a name that no mention holds, of two words or more, between token i and `limit`: behind a comma or "who is", or begun
    by a known name word; and ending at a comma or where the complement begins."""
    for j in range(i, min(i + NAMED, limit)):
        before = scene.text_at(j - 1)
        apart = before in COMMAS or scene.words.has("who_is", before)
        if scene.actor_at(j) is not None or not (apart or scene.lex.names.get(scene.text_at(j), 0) >= STRONG):
            continue
        found = parse(scene.lex, j, limit, after_title=True)
        if found is None or found[1] - found[0] < 2 or any(scene.actor_at(k) is not None for k in range(found[0], found[1])):
            continue
        if found[2] >= limit or scene.text_at(found[2]) in COMMAS:
            return scene.tokens[found[0]].start, scene.tokens[found[1] - 1].end
    return None


def _entity_side(scene: Scene, actor: Actor) -> Read | None:
    """Whom the person or body of a mention stands for."""
    return scene.analysis.entities[actor.entity].affiliation if actor.entity >= 0 else None


def _common(scene: Scene, word: str) -> bool:
    """Whether a word is common vocabulary, with or without the article, and so no name."""
    common = scene.analysis.pack.common
    return word in common or word.removeprefix(scene.analysis.pack.settings.article) in common or scene.words.has("god", word)


def _prepositional(scene: Scene, word: str) -> bool:
    """Whether a word is a preposition joined to a common word: to-the-journalists, to-a-newspaper."""
    words = scene.words
    for slot, letters in words.joined.items():
        if word in words.not_joined[slot]:
            return True
        for letter in letters:
            rest = word[len(letter) :]
            if (
                word.startswith(letter)
                and len(rest) > 2
                and (len(letter) > 1 or rest in scene.analysis.pack.common or words.has("source", rest))
            ):
                return True
    return False


def _known(scene: Scene, first: int, after: int) -> Who | None:
    """The person of this report whose family name is one of these words."""
    article = scene.analysis.pack.settings.article
    families = _families(scene)
    found = [n for i in range(first, after) if (n := families.get(scene.text_at(i).removeprefix(article))) is not None]
    rule = "family name behind the verb"
    if not found and after - first == 1 and (given := _given(scene, scene.text_at(first))) >= 0:
        found, rule = [given], "given name behind the verb"
    if not found:
        return None
    entity = scene.analysis.entities[min(found)]
    assert entity.name is not None
    start, end = scene.tokens[first].start, scene.tokens[after - 1].end
    reads = tuple((f, r) for f, r in (("name", entity.name), ("affiliation", entity.affiliation), ("role", entity.role)) if r is not None)
    speaker = Speaker(entity.name.value, value_of(entity.affiliation), value_of(entity.role))
    return Who(speaker, start, end, SAID, rule, 0.85, reads)


def _given(scene: Scene, word: str) -> int:
    """The one person of the report of that given name, where it is a rare one; -1 where none or several have it."""
    pack = scene.analysis.pack
    if pack.data.names.get(word, 0) > RARE or word in pack.common:
        return -1
    named = enumerate(scene.analysis.entities)
    found = [n for n, e in named if e.kind == "person" and e.name is not None and folded(e.name.value).split()[0] == word]
    return found[0] if len(found) == 1 else -1


def _families(scene: Scene) -> dict[str, int]:
    """The first person of the report with each family name, without its article; made once."""
    made: dict[str, int] | None = scene.analysis.kept.get("families")
    if made is None:
        made = scene.analysis.kept["families"] = {}
        article = scene.analysis.pack.settings.article
        for number, entity in enumerate(scene.analysis.entities):
            if entity.name is not None and entity.kind == "person":
                made.setdefault(folded(entity.name.value).split()[-1].removeprefix(article), number)
    return made
