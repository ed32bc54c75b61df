"""Offices told by the house in which they are held: a state, an institution of one, a ministry.

In: an office phrase and the token behind it. Out: the office with the state that the house tells, and the next token.
"""

from __future__ import annotations

from mahdar.packs import Entry
from mahdar.recognise.departments import POSTED, Office, nation, read
from mahdar.recognise.lexer import COMMA, Lexer
from mahdar.recognise.matcher import Match
from mahdar.recognise.names import parse as parse_name

CABINET = frozenset({"prime_minister", "foreign_minister", "defence_minister", "interior_minister", "finance_minister", "minister"})
FULL = 2  # words of a name that is told in full


def held_in(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "The speaker of parliament in Libya X": the state whose office it is, told by "in" right before a title or a known name."""
    if not lex.is_(i, "in") or i + 2 >= stop:
        return i
    match = lex.who.get(i + 1)
    mine = office.affiliation.value if office.affiliation is not None else None
    if mine is not None and (match is None or lex.code(match, "state") != mine):
        return i  # but "the secretary of the (one state's) council in that state X"
    if office.role.value in POSTED:
        # "the chargé d'affaires in the embassy of Oman in Kuwait": whose house it is
        house = match is not None and match.get("institution") is not None and not match.prefix
        owner = nation(lex, lex.after(match)) if house and match is not None else None
        if owner is None or owner[0].prefix not in ("", lex.article):
            # "the director of Asian affairs in the ministry, (ambassador) X"
            named = house and match is not None and office.role.value == "director" and _named(lex, lex.after(match), stop)
            return lex.after(match) if match is not None and named else i
        office.affiliation = read(owner[2], owner[0], "state in whose house the office is held")
        return lex.after(owner[0])
    code = lex.code(match, "state") if match is not None and not match.prefix else None
    organ = False
    if match is not None and code is None and match.get("institution") and (whose := nation(lex, lex.after(match))) is not None:
        # "the foreign minister in the Indian government X"
        match, _, code = whose
        organ = True
        code = code if match.prefix in ("", lex.article) else None
    own = lex.find(i + 1, "own_state")
    if own is not None and mine is None and office.role.value in CABINET and lex.preposition(own.prefix) == "":
        # "the foreign minister in his government X"
        return lex.after(own) if _in_full(lex, lex.after(own), stop) else i
    if match is not None and code is None and mine is None and office.role.value in CABINET and not match.prefix:
        # "the foreign minister in the government of national accord X"
        return lex.after(match) if match.get("institution") is not None and _in_full(lex, lex.after(match), stop) else i
    if match is None or code is None:
        return i
    after = lex.after(match)
    name_at = after + (lex.word(after) in COMMA)  # a name in apposition is set off
    title = lex.who.get(name_at)
    titled = title is not None and title.get("honorific") is not None
    known = parse_name(lex, name_at, stop, after_title=organ, need_known=not organ) is not None
    if not titled and not known and not (office.role.value in CABINET and _in_full(lex, name_at, stop)):
        return i
    office.affiliation = office.affiliation or read(code, match, "state where the office is held")
    return after


def _in_full(lex: Lexer, i: int, stop: int) -> bool:
    """Whether a name of two words or more stands at token i, behind an office."""
    name = parse_name(lex, i, stop, after_title=True)
    return name is not None and name[1] - name[0] >= FULL


def _named(lex: Lexer, i: int, stop: int) -> bool:
    """Whether a title or a known name stands at token i."""
    title = lex.who.get(i)
    if title is not None and title.get("office") is not None and lex.has_article(title):
        return parse_name(lex, lex.after(title), stop, after_title=True) is not None
    titled = title is not None and title.get("honorific") is not None
    return titled or parse_name(lex, i, stop, after_title=False, need_known=True) is not None


def of_house(office: Office, match: Match, house: Entry) -> None:
    """An office of an institution: of the state that alone has it. "The new secretary general of the ministry" is its first official, not the head
    of an organisation."""
    if house.data.get("affiliation") and office.affiliation is None:
        office.affiliation = read(house.data["affiliation"], match, "institution of one state")
    if house.value.endswith("ministry") and office.role.value == "secretary_general":
        role = "deputy_foreign_minister" if house.value == "foreign_ministry" else "other"
        office.role = read(role, office.match, "secretary general of a ministry")
