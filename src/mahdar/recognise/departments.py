"""An office phrase as data, and the words of departments and bodies that such a phrase takes in though the pack does not know them."""

from __future__ import annotations

import msgspec

from mahdar.model import SAID
from mahdar.recognise.analysis import Read
from mahdar.recognise.lexer import COMMA, OPENING, Lexer
from mahdar.recognise.matcher import Match
from mahdar.recognise.names import MARKS, known
from mahdar.recognise.names import parse as parse_name

RESIDENT = frozenset({"ambassador", "charge_d_affaires", "consul", "permanent_representative"})  # offices served abroad
# Offices that are served at a post, and so take a place after "to", "in" or "at".
POSTED = frozenset(
    [
        "ambassador",
        "charge_d_affaires",
        "consul",
        "permanent_representative",
        "special_envoy",
        "delegation",
        "military_officer",
        "director",
        "other",
        "international_official",
    ]
)
OF_BODY = frozenset({"secretary_general", "international_official", "spokesperson"})  # held at a body that was told before
BODY_BEFORE = 300  # words from a body to the noun alone that means it
FIELDS = 5  # words of a ministry's further fields
FIELD = 10  # words of the field that an office is charged with


class Office(msgspec.Struct, gc=False):
    """A parsed office phrase: token range [first, after), role, affiliation, post, whether it is a former or plural office (`of_two`:
    its adjective can mean two states)."""

    first: int
    after: int
    match: Match
    role: Read
    number: str
    scope: str
    affiliation: Read | None = None
    post: str | None = None
    former: bool = False
    article: bool = False
    counterpart: bool = False
    complement: bool = False
    of_two: bool = False
    others: tuple[str, ...] = ()


def nation(lex: Lexer, i: int) -> tuple[Match, str, str] | None:
    """State, adjective, seat, body or people at token i: (match, kind, code)."""
    match = lex.who.get(i)
    if match is None:
        return None
    kinds: tuple[str, ...] = ("nationality", "state", "seat", "body", "people")
    if match.get("state") is not None and lex.preposition(match.prefix) in lex.words["toward"]:
        kinds = kinds[1:]  # "in Germania": behind a preposition the letters spell the state, not somebody from there
    for kind in kinds:
        code = lex.code(match, kind)
        if code is not None:
            return match, kind, code
    return None


def read(value: str, match: Match, rule: str) -> Read:
    return Read(value, match.start, match.end, SAID, rule)


DIPLOMATS = frozenset({"deputy_foreign_minister", "spokesperson", "international_official", "permanent_representative", "special_envoy"})
OF_BODIES = frozenset({"opposition_figure", "party_leader"})  # of a movement before the state that its name tells
INNER = {"body": ("body",), "state": ("nationality", "state", "seat"), "any": ("seat", "body", "nationality", "state")}


def inside(lex: Lexer, office: Office, i: int) -> None:
    """The state or body that the office's own words hold ("secretary general of the United Nations"), also where its name goes on behind them."""
    kinds = INNER.get(office.scope, ())
    if office.role.value in OF_BODIES:
        kinds = ("body", *kinds)
    elif office.number == "pl":
        kinds = (*kinds, "body")  # "the ambassadors of the states of the Council"
    for k in range(i + 1, office.after):
        longer = lex.who.get(k)
        if longer is not None and longer.end > office.match.end and longer.get("office") is None:
            office.after = lex.after(longer)
            for kind in kinds:
                if office.affiliation is None and (code := lex.code(longer, kind)) is not None:
                    office.affiliation = read(code, longer, f"{kind} in the office's name")
            _of_one_state(office, longer)
            of_states(lex, office, k, len(lex.tokens))
            return
    too = [m for m in office.match.inner if m.get("body") is not None and lex.joined(m.prefix)]  # "… and of the European Union"
    for inner in office.match.inner:
        before = lex.word(lex.analysis.token_at(inner.word) - 1)
        if before in lex.words["post"] or any(m.start <= inner.start and inner.end <= m.end for m in too):
            continue
        for kind in kinds:
            if office.affiliation is None and (code := lex.code(inner, kind)) is not None:
                office.affiliation = read(code, inner, f"{kind} in the office's name")
        whose = lex.code(inner, "nationality")
        if office.scope == "body" and office.affiliation is None and whose is not None and whose not in lex.pack.data.capitals:
            office.affiliation = read(whose, inner, "adjective of a body in the office's name")
        _of_one_state(office, inner)
        ruler = inner.get("honorific")
        if office.affiliation is None and ruler is not None and ruler.data.get("affiliation"):
            office.affiliation = read(ruler.data["affiliation"], inner, "royal title in the office's name")


def _of_one_state(office: Office, body: Match) -> None:
    """An institution that only one state has, in the office's words ("speaker of the Knesset")."""
    entry = body.get("institution")
    if office.affiliation is None and entry is not None and entry.data.get("affiliation"):
        office.affiliation = read(entry.data["affiliation"], body, "institution of one state in the office's name")


def _of_state(lex: Lexer, i: int) -> bool:
    """A noun behind a joined preposition, with the name of a state right after it ("in the Federation of Russia")."""
    after = lex.who.get(i + 1)
    return (
        lex.word(i)[:1] in lex.words["joined_preposition"]
        and i not in lex.who
        and after is not None
        and after.get("state") is not None
        and not after.prefix
    )


def _owned(lex: Lexer, word: str) -> bool:
    """A common noun with a pronoun ending ("her bureau")."""
    return any(
        word.endswith(p) and len(word) > len(p) + 2 and word[: -len(p)] in lex.common for p in lex.pack.settings.pronouns if len(p) > 1
    )


def _spelt_like_article(lex: Lexer, i: int, bare: str) -> bool:
    """Whether a word without joined conjunction only folds to one with the article ("Alpha")."""
    token = lex.tokens[i]
    printed = lex.analysis.words(token.end - len(bare), token.end)
    return not printed.startswith(tuple(lex.words["article_written"])) and lex.names.get(bare, 0) > 0


def drawn_from(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "A delegation of …": the nation or body that stands within the next words. The next token, or i."""
    first = i + lex.is_(i, "drawn_from")
    if office.affiliation is not None or not lex.is_(first - 1, "drawn_from"):
        return i
    for j in range(first, min(first + 7, stop)):
        if not lex.tokens[j].word or lex.is_(j, "clause"):
            break
        found = nation(lex, j)
        if found is not None:
            office.affiliation = read(found[2], found[0], f"{found[1]} that the delegation is of")
            return lex.after(found[0])
        house = lex.who.get(j)
        entry = house.get("institution") if house is not None and not house.prefix else None
        code = entry.data.get("affiliation") if entry is not None else None
        if house is not None and code:
            # "a delegation of (the members of) the Congress": a house that one state alone has
            office.affiliation = read(code, house, "institution that the delegation is of")
            return lex.after(house)
    return i


def complement(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """Words of a department or body that the pack does not know: taken in while they carry the article (or join such a word) and the phrase
    goes on to a nation or a name. The next token, or i."""
    j = i
    while j < stop and j - i < 8:
        word = lex.word(j)
        if word == "-" and j > i and lex.tokens[j - 1].end + 1 == lex.tokens[j].end == lex.tokens[min(j + 1, stop - 1)].start:
            j += 2  # "for Afro-Asian affairs"
            continue
        if word in lex.words["and"] and lex.word(j + 1).startswith(lex.article) and j + 1 not in lex.who:
            j += 1  # the conjunction stands apart from its word
            continue
        bare = word[1:] if lex.joined(word[:1]) and len(word) > 3 else word
        region = lex.who.get(j) if j > i and lex.is_(j - 1, "complement") else None
        if region is not None and not region.prefix and (region.get("region") or (region.get("state") and lex.is_(j - 1, "charge"))):
            # "for affairs of Africa", "for affairs of Ghana (and Togo)": the department ends with the region or states
            j = lex.after(region)
            while j < stop and (more := lex.who.get(j)) is not None and lex.joined(more.prefix) and more.get("state"):
                j = lex.after(more)
            return j
        field = lex.who.get(j) if j > i and lex.is_(j - 1, "affairs_of") else None
        if field is not None and (field.get("nationality") or field.get("body") or field.get("region")) and lex.has_article(field):
            # "for African affairs": the adjective is the field's, not the office's
            j = lex.after(field)
            continue
        starts = (
            _owned(lex, bare)
            or _of_state(lex, j)
            or (bare.startswith(lex.article) and not _spelt_like_article(lex, j, bare))
            or (any(bare.startswith(lam + lam) for lam in lex.words["lam"]) and (j > i or lex.word(j + 1).startswith(lex.article)))
            or (j > i and word in lex.words["complement"])
            or bare in lex.words["complement"]
        )
        if not lex.tokens[j].word or not starts or word in lex.words["clause"]:
            break
        if (noun := lex.find(j, "say_noun")) is not None and not noun.prefix:
            break  # "the delegation stressed the commitment of …", which in Arabic begins with the letters of the article
        if (cue := lex.find(j, "cue")) is not None and cue.prefix in lex.words["lam"] and not cue.entries[0].data.get("sides"):
            break  # "invited the president to visit Ghana": no department for visits
        if office.role.value == "delegation" and (led := lex.find(j, "relation")) is not None and led.get("relation"):
            break
        who = lex.who.get(j)
        if who is not None and not who.get("institution") and not who.get("region"):
            break
        if lex.told(j) or (lex.busy.get(j) is not None and lex.busy[j].get("say")):
            break
        if lex.names.get(word, 0) >= 4 and bare not in lex.common:
            break
        j += 1
    if j == i:
        return i
    ends = lex.who.get(j) if j < stop else None
    if ends is not None and (ends.get("nationality") or ends.get("state") or ends.get("honorific") or ends.get("body")):
        return j
    if j < stop and (known(lex, lex.word(j)) >= 2 or lex.word(j) in COMMA):
        return j
    called = ends.get("office") if ends is not None and lex.has_article(ends) else None
    if called is not None and called.value == "ambassador" and office.role.value in DIPLOMATS:
        return j
    if j + 1 < stop and lex.is_(j, "in") and (state := lex.who.get(j + 1)) is not None and state.get("state") and not state.prefix:
        return j
    if j + 1 < stop and lex.word(j) in OPENING and known(lex, lex.word(j + 1)) >= 2:
        # "for political affairs "X"": a name in quotation marks
        return j
    several = lex.find(j, "list_of")  # "the ministers of water and irrigation of each of A and B"
    whose = several is not None and several.prefix in lex.words["lam"]
    return i if office.scope == "state" and not whose else j


def charged(lex: Lexer, i: int, stop: int) -> int:
    """ "… charged with water and the forests X": the field behind the joined preposition, up to the title or name of who holds the office.
    The next token, or i."""
    if not lex.is_(i - 1, "charged") or not lex.word(i).startswith(tuple(lex.words["at"])):
        return i
    for j in range(i + 1, min(i + FIELD, stop)):
        match = lex.who.get(j)
        titled = match is not None and match.get("honorific") is not None
        if titled or (parse_name(lex, j, stop, after_title=False) is not None) or lex.word(j) in COMMA:
            return j
        if not lex.tokens[j].word or lex.word(j) in lex.words["clause"]:
            break
    return i


def _government(lex: Lexer, i: int, stop: int) -> int:
    """ "The head of the government of “the National Accord” X": what a government is called, in quotation marks behind its noun without article;
    i where that is not so."""
    close = next((j for j in range(i + 1, min(i + FIELDS, stop)) if not lex.word(j).startswith(lex.article)), i)
    told = lex.word(i) in MARKS and lex.is_(i - 1, "government") and close > i + 1 and lex.word(close) in MARKS
    return close + 1 if told else i


def quoted(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "The secretary general of «Hezbollah»": the body, movement or institution of one state in quotation marks. The next token, or i."""
    j = i + (lex.word(i) in lex.pack.words["lam"])
    if j == i == lex.after(office.match) and (closed := _government(lex, i, stop)) > i:
        return closed
    if j + 1 >= stop or lex.word(j) not in MARKS or (match := lex.who.get(j + 1)) is None or match.prefix:
        return i
    institution = match.get("institution")
    code = lex.code(match, "body") or (institution.data.get("affiliation") if institution is not None else None)
    after = lex.after(match)
    if code is None or lex.word(after) not in MARKS:
        return i
    if office.affiliation is None:
        office.affiliation = read(code, match, "body in quotation marks")
    return after + 1


def over(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "Supervisor over the centre", "over the X centre for relief": what a director is set over. The next token, or i."""
    if office.role.value != "director" or not lex.is_(i, "over") or i + 1 >= stop:
        return i
    whole = lex.who.get(i + 1)
    institution = whole.get("institution") if whole is not None else None
    if whole is not None and institution is not None:
        if office.affiliation is None and institution.data.get("affiliation"):
            office.affiliation = read(institution.data["affiliation"], whole, "institution of one state")
        return lex.after(whole)
    match = lex.who.get(i + 2)
    if lex.is_(i + 1, "called_after") and match is not None and match.get("honorific") is not None:
        named = parse_name(lex, lex.after(match), stop, after_title=True)
        return named[2] if named is not None else i
    after = complement(lex, office, i + 1, stop)
    return after if after > i + 1 else i


def ends_definite(lex: Lexer, i: int) -> bool:
    """Whether a known office ends right before token i with a word that carries the article."""
    if not lex.word(i - 1).startswith(lex.article):
        return False
    ends = lex.tokens[i - 1].end
    return any((m := lex.who.get(k)) is not None and m.end == ends and m.get("office") for k in range(max(i - 5, 0), i))


def of_several(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "The ministers of water of each of Kenya, Ghana and Togo", "… in Kenya and Ghana": the first of several states, whose ministers they are.
    The next token, or i."""
    if office.number == "sg" or office.affiliation is not None or i + 1 >= stop:
        return i
    each = lex.find(i, "list_of")
    if each is not None and (not each.prefix or each.prefix in lex.words["lam"]):
        at = lex.after(each)
    elif lex.is_(i, "in") or lex.is_(i, "drawn_from"):
        at = i + 1
    else:
        return i
    match = lex.who.get(at) if at < stop else None
    code = lex.code(match, "state") if match is not None and not match.prefix else None
    if match is None or code is None:
        return i
    after = lex.after(match)
    more = lex.who.get(after + (lex.word(after) in COMMA))
    if more is None or lex.code(more, "state") is None or not lex.joined(more.prefix):
        return i
    office.affiliation = read(code, match, "state")
    return after


def further_field(lex: Lexer, i: int, stop: int) -> int:
    """ "The ministry of water and the natural resources of Kenya": past the further fields of a ministry, which the pack does not know, to the
    nation behind them. The next token, or i."""
    j = i
    while j < stop and j - i < FIELDS and j not in lex.who:
        word = lex.word(j)
        bare = word[1:] if lex.joined(word[:1]) else word
        if not bare.startswith(lex.article) or (j == i and bare == word):
            break
        j += 1
    found = nation(lex, j) if i < j < stop else None
    return j if found is not None and found[1] in ("nationality", "state") and not lex.joined(found[0].prefix) else i


def fields_to_name(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "The minister of defence and the affairs of the retired and of orphans, Mr X": past further fields of a ministry, which the pack does not
    know, to the comma before a title or known name. The next token, or i."""
    if office.number != "sg" or not office.role.value.endswith("minister") or not lex.joined(lex.word(i)[:1]):
        return i
    j = i
    while j < min(stop, i + FIELD) and lex.tokens[j].word:
        who = lex.who.get(j)
        if (who is not None and (who.get("office") or who.get("honorific"))) or lex.told(j):
            return i
        if lex.word(j) in lex.words["clause"] and not lex.is_(j, "in"):
            return i
        j += 1
    if j == i or j + 1 >= stop or lex.word(j) not in COMMA:
        return i
    title = lex.who.get(j + 1)
    titled = title is not None and title.get("honorific") is not None and not title.prefix
    return j if titled or parse_name(lex, j + 1, stop, after_title=False, need_known=True) is not None else i


def of_states(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "The ministers of the Arab states", "of the states (that are members) of the alliance": the body that those states make up, but for
    ambassadors, who meet as residents of one place, and where a further adjective is joined ("the Arab and Islamic states"). The next token,
    or i."""
    if office.number != "pl" or office.affiliation is not None or office.role.value in RESIDENT:
        return i
    members = i + 3 if lex.is_(i, "states") and lex.is_(i + 1, "member") and lex.is_(i + 2, "in") else i
    match = lex.who.get(members) if members > i else lex.find(i, "states_of")
    if match is None and lex.is_(i, "states_bare") and i not in lex.who:
        members, match = i + 1, lex.who.get(i + 1)
    entry = match.get("states_of") if match is not None else None
    code = entry.value if entry is not None else lex.code(match, "body") if match is not None and members > i else None
    if match is None or code is None or lex.joined(match.prefix):
        return i
    after = lex.after(match)
    more = lex.word(after)
    if after > stop or (lex.joined(more[:1]) and more[1:].startswith(lex.article)):
        return i
    office.affiliation = read(code, match, "states of a body")
    return after


def of_named_body(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "The secretary general of the council X": the body told last whose name holds that word. The next token, or i."""
    lam, word = next(iter(lex.words["lam"])), lex.word(i)
    if office.affiliation is not None or office.role.value not in OF_BODY or not word.startswith(lam + lam):
        return i
    noun = word[2 * len(lam) :]
    text = lex.analysis.view.text
    for k in range(i - 1, max(i - BODY_BEFORE, -1), -1):
        match = lex.who.get(k)
        code = lex.code(match, "body") if match is not None else None
        if match is not None and code is not None and noun in text[match.word : match.end].replace(lex.article, "").split():
            office.affiliation = read(code, match, "body told before")
            return i + 1
    return i
