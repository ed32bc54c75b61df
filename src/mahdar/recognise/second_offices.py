"""Is the office behind an office the one served, a second one of the same person, or another person's?"""

from __future__ import annotations

from mahdar.recognise.departments import Office, nation, read
from mahdar.recognise.holders import in_term
from mahdar.recognise.lexer import COMMA, Lexer
from mahdar.recognise.matcher import Match
from mahdar.recognise.names import known_person, parse

# Offices whose next office word in the construct state is the one they serve, not a second office of their own.
SERVING = frozenset(
    [
        "special_envoy",
        "adviser",
        "spokesperson",
        "ambassador",
        "charge_d_affaires",
        "permanent_representative",
        "director",
        "delegation",
        "other",
        "former_official",
    ]
)
# Offices that are told without their state at home, where the office behind them is that of a guest.
POSTS = frozenset({"minister", "foreign_minister", "defence_minister", "interior_minister", "finance_minister", "deputy_prime_minister"})
HEADS = frozenset({"president", "monarch"})
RULERS = frozenset({"president", "monarch", "prime_minister", "vice_president"})  # who can command the forces besides
COMMANDS = frozenset({"military_chief", "military_officer"})
ABROAD = frozenset({"ambassador", "charge_d_affaires", "consul"})
WITH_POST = frozenset({"prime_minister", "deputy_prime_minister", "vice_president", "crown_prince"})
ALONE = POSTS | WITH_POST | frozenset({"president", "monarch", "speaker_of_parliament", "governor", "secretary_general"})


def serves(office: Office, i: int) -> bool:
    """Whether the office right behind this one is the one served ("envoy of the president"); an office with the article is nobody's."""
    role = office.role.value
    definite = office.article and role not in ("charge_d_affaires", "delegation")
    return role in SERVING and office.affiliation is None and office.after == i and not definite


def another(lex: Lexer, office: Office, inner: Office) -> bool:
    """Whether an office behind another is another person's: "the Russian president, minister of …" and "the president, the minister of Kenya",
    unless the second has no nation of its own or the nation behind it is that of both ("the deputy prime minister, the Kuwaiti minister of …").
    Nobody is "the president" and a minister."""
    theirs = inner.affiliation
    if theirs is None:
        alone = office.article and office.after == lex.after(office.match)
        return alone and office.role.value in HEADS and inner.role.value in POSTS - {"deputy_prime_minister"}
    if office.affiliation is not None:
        return theirs.value != office.affiliation.value
    if office.role.value == "deputy_foreign_minister" and inner.role.value in ABROAD:
        # "the deputy minister summoned the ambassador of …", verb first
        return True
    role, home = office.role.value, lex.analysis.home
    if role not in WITH_POST or inner.role.value in ALONE - POSTS:
        return role in ALONE
    if lex.is_(office.first - 1, "governs"):
        # "a letter from the prime minister, minister of … of Kenya": a preposition leads to one person
        return False
    # an heir or head of government told without a state is the outlet's own
    return theirs.rule == "state" or (role in ("prime_minister", "crown_prince") and home is not None and theirs.value != home)


def never_beside(lex: Lexer, inner: Office) -> bool:
    """An office that no minister holds besides: that of a diplomat abroad, or of the head of state in more words than "the president"."""
    form = lex.analysis.view.text[inner.match.start : inner.match.end]
    return inner.role.value in ABROAD or (inner.role.value in HEADS and " " in form)


def one_minister(lex: Lexer, office: Office, inner: Office) -> bool:
    """Whether an office without a name and one joined to it are one person's: "the deputy premier and foreign minister of Kenya", and a premier
    who is known to have held both at the time."""
    role, state, day = office.role.value, inner.affiliation, lex.analysis.report.published
    if state is None or office.article or office.affiliation is not None or inner.role.value not in POSTS - {"minister"}:
        return False
    if role != "prime_minister" or day is None:
        return role == "deputy_prime_minister"
    held = [h for h in lex.pack.data.holders if h.affiliation == state.value and in_term(h, day.value)]
    people = [{h.person for h in held if h.role == one} for one in (role, inner.role.value)]
    return bool(people[0] & people[1])


def commands(lex: Lexer, office: Office, inner: Office, stop: int) -> bool:
    """ "The head of the council and commander-in-chief of the armed forces, General X": whether the second office is the first one's holder's,
    whose name stands at the end, also behind a comma and a rank."""
    if office.role.value not in RULERS or inner.role.value not in COMMANDS or office.number != "sg" or inner.number != "sg":
        return False
    if inner.affiliation is not None and office.affiliation is not None and inner.affiliation.value != office.affiliation.value:
        return False
    at = inner.after + (lex.word(inner.after) in COMMA)
    title = lex.who.get(at)
    if title is not None and title.get("honorific"):
        return True
    return at == inner.after and parse(lex, at, stop, after_title=True) is not None


def with_ending(lex: Lexer, match: Match, i: int) -> bool:
    """ "His deputy": one word that is folded like the office of a woman, where its printed last letter is the ending of a pronoun and nothing behind
    it tells whose office that is."""
    entry = match.get("office")
    if entry is None or entry.data.get("gender") != "f" or match.end != lex.tokens[i].end or lex.has_article(match):
        return False
    printed = lex.analysis.words(match.start, match.end)
    return printed.endswith(tuple(lex.pack.settings.pronouns)) and nation(lex, i + 1) is None


def qualify(lex: Lexer, office: Office, i: int) -> int:
    """Take in a qualifier at token i; the next token, or i when there is none."""
    if lex.is_(i, "former"):
        office.former = True
        return i + 1
    serves = lex.find(i, "serves")
    if (
        serves is not None
        and office.role.value == "special_envoy"
        and office.affiliation is None
        and (entry := serves.get("serves")) is not None
    ):
        office.affiliation = read(entry.value, serves, "body that sends")
        return lex.after(serves)
    if lex.is_(i, "qualifier") and known_person(lex, i, len(lex.tokens)) == i:
        return i + 1
    return i
