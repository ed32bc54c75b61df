"""Who is told by whom he serves: "the office of X said", "X and his deputy Y".

In: the mentions of a report whose persons have been told apart. Out: the person behind the word for an office has become part of an institution's
mention, which is of his state; a deputy has the office that goes with the one before him.
"""

from __future__ import annotations

from mahdar.model import FROM_EARLIER, SAID
from mahdar.recognise.analysis import Actor, Analysis, Entity, Read
from mahdar.recognise.lexer import Lexer

JOINED = 2  # letters joined before a word, at most
DEPUTIES = {
    "president": "vice_president",
    "prime_minister": "deputy_prime_minister",
    "foreign_minister": "deputy_foreign_minister",
}


def _joined(lex: Lexer, i: int) -> int:
    """How many letters are joined before the word for an office at token i; -1 where it is none, or is the place where something is done."""
    word = lex.word(i)
    for length in range(JOINED + 1):
        prefix = word[:length]
        if word[length:] in lex.words["office_of"] and (not prefix or prefix in lex.pack.settings.particles):
            place = lex.is_(i - 1, "in") or lex.preposition(prefix) in lex.words["at"]
            return -1 if place else length
    return -1


def offices_of(analysis: Analysis, actors: list[Actor], entities: list[Entity]) -> None:
    """Make "the office of X" one mention of an institution, in place: X himself is not spoken of there."""
    lex = Lexer(analysis)
    for index, actor in enumerate(actors):
        if actor.kind != "person" or actor.name is None or actor.particle or actor.joined or actor.sentence < 0:
            continue
        i = analysis.token_at(actor.start) - 1
        length = _joined(lex, i)
        if length < 0 or (index and actors[index - 1].end > lex.tokens[i].start):
            continue
        prefix = lex.word(i)[:length]
        side = actor.affiliation
        if actor.entity >= 0:
            side = side or entities[actor.entity].affiliation
            entities[actor.entity].mentions.remove(index)
        actor.start = lex.tokens[i].start + length
        actor.kind, actor.rule, actor.entity = "institution", "office of a person", -1
        actor.particle, actor.joined = lex.preposition(prefix), lex.joined(prefix)
        actor.name = Read(analysis.words(actor.start, actor.end), actor.start, actor.end, SAID, actor.rule)
        actor.role = Read("other", actor.start, lex.tokens[i].end, SAID, actor.rule)
        if side is not None:
            actor.affiliation = Read(side.value, side.start, side.end, FROM_EARLIER, "whom the office serves")


def deputies(analysis: Analysis, actors: list[Actor], entities: list[Entity]) -> None:
    """Give "his deputy" behind somebody in the same sentence the office that goes with his, in place."""
    for index, actor in enumerate(actors):
        if not (actor.own and index and actor.role is not None and actor.role.value == "other"):
            continue  # of the offices with the ending of a pronoun only a deputy's says no more
        before = actors[index - 1]
        whose = before.role or (entities[before.entity].role if before.entity >= 0 else None)
        if before.kind != "person" or before.sentence != actor.sentence or whose is None or (role := DEPUTIES.get(whose.value)) is None:
            continue
        actor.role = Read(
            role, actor.start, actor.end, FROM_EARLIER, "deputy of the one before", f"of {analysis.words(before.start, before.end)}"
        )
        if actor.entity >= 0 and ((held := entities[actor.entity].role) is None or held.value == "other"):
            entities[actor.entity].role = actor.role
