"""Places where something can happen: cities and states behind a preposition, with the state of a city.

A city that is also a state (one written form) keeps both readings open: the city is given only where the words call it one.
"""

from __future__ import annotations

from mahdar.recognise.analysis import Analysis, Where
from mahdar.recognise.lexer import OPENING, Lexer
from mahdar.recognise.matcher import Match

HOUSE = 4  # words from a hotel or hall to the city behind its name


def _told_otherwise(lex: Lexer) -> set[str]:
    """Codes of the states that the report tells of by words that are no city's name too."""
    plain = [m for whole in lex.who.values() for m in (whole, *whole.inner) if m.get("city") is None]
    return {code for m in plain for kind in ("state", "nationality") if (code := lex.code(m, kind)) is not None}


def capital_of(lex: Lexer, match: Match) -> bool:
    """Whether words for a capital are told apart by the city right behind them ("the administrative capital Port Sudan")."""
    after = lex.who.get(lex.after(match))
    if after is None or after.get("city") is None or after.prefix:
        return False
    return lex.word(lex.analysis.token_at(match.word)).endswith(tuple(lex.words["capital_bare"])) and after.get("city") != match.get("city")


def called_city(lex: Lexer, i: int, match: Match) -> bool:
    """Whether a name that a city and a state share is called a city by the words right before it ("the Jordanian capital Amman")."""
    if match.get("city") is None:
        return False
    k = i - 1
    while k >= i - 2 and (m := lex.who.get(k)) is not None and m.get("nationality") is not None:
        k -= 1
    called = lex.words["capital_word"] | lex.words["city_word"]
    return lex.word(k) in called or (lex.who.get(k - 1) is not None and lex.word(k - 1) in called and lex.after(lex.who[k - 1]) == i)


def in_house(lex: Lexer, i: int) -> str:
    """The preposition before a hotel, palace or hall whose name the city at token i ends ("in the Foo hotel Nairobi"); an empty string where
    none stands there."""
    at = lex.words["at"]
    for k in range(i - 2, max(i - HOUSE, 0) - 1, -1):
        word = lex.word(k)
        if not lex.tokens[k + 1].word or lex.who.get(k + 1) is not None:
            return ""
        joined = next((p for p in at if word.startswith(p) and word[len(p) :] in lex.words["house"]), "")
        if joined or (word in lex.words["house"] and lex.word(k - 1) in lex.words["in"]):
            return joined or next(iter(at))
    return ""


def find_places(analysis: Analysis) -> list[Where]:
    """Cities and states of the text with the preposition that governs them, by start."""
    lex = Lexer(analysis)
    data = analysis.pack.data
    out: list[Where] = []
    told = _told_otherwise(lex)
    relations = {m.end for m in analysis.of("relation")}
    led: dict[int, tuple[str, str, bool]] = {}
    for i in sorted(lex.who):
        match = lex.who[i]
        cities = [e for e in match.entries if e.kind == "city"]
        state = lex.code(match, "state")
        if not cities and state is None:
            continue
        particle = lex.preposition(match.prefix)
        j = i - 1
        while j >= 0 and lex.word(j) in OPENING:
            j -= 1
        each = next((m for k in (j - 1, j) if (m := lex.find(k, "list_of")) is not None and lex.after(m) == i), None)
        if each is not None and not particle:
            # "to each of A and B": what governs the list governs its first member
            particle, j = lex.preposition(each.prefix), lex.analysis.token_at(each.word) - 1
        before = lex.word(j)
        capital_word = before in lex.words["capital_word"] or before in lex.words["city_word"]
        # "the capital Moscow", "the city of Geneva": the preposition stands before that word
        k = j
        while k >= 0 and (
            lex.word(k) in lex.words["capital_word"]
            or lex.word(k) in lex.words["city_word"]
            or (capital_word and k in lex.who and lex.who[k].get("nationality") is not None)
        ):
            capital_word = True
            k -= 1
        if not particle and k < j and k + 1 < len(lex.tokens):
            inner = lex.word(k + 1)
            for letter in lex.words["joined_preposition"]:
                if inner.startswith(letter) and inner not in lex.words["capital_bare"]:
                    particle = letter
            before = lex.word(k)
        relation = bool(before) and lex.tokens[k].end in relations
        if cities and not (particle or relation or capital_word) and (house := in_house(lex, i)):
            particle = house
        if i in led:
            particle, before, relation = led[i]
        if capital_of(lex, match):
            led[lex.after(match)] = (particle, before, relation)
            continue
        city: str | None = None
        country: str | None = None
        if cities:
            best = max(cities, key=lambda e: (data.capitals.get(e.data.get("country", "")) == e.value,))
            city, country = best.value, best.data.get("country") or data.city_country.get(best.value)
            if state is not None and not capital_word:
                # one written form for state and capital: the state is sure, the city is not
                if country == state:
                    city = None
                elif country not in told or state in told:
                    city, country = None, state
        elif state is not None:
            country = state
        out.append(Where(match.start, match.end, city, country, particle, before, relation))
    return out
