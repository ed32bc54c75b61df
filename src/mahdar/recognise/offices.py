"""Office phrases: an office with what it belongs to ("special envoy of the Russian president to Syria").

From the office word the phrase takes in, in any order that the language allows: the state or body served (as a name, an adjective, a nested
office or a seat of power), qualifiers ("acting", "former"), further offices of the same person, and the post ("to Syria", "in Cairo"), which is
never the affiliation.
"""

from __future__ import annotations

from mahdar.recognise.departments import (
    POSTED,
    Office,
    charged,
    complement,
    drawn_from,
    ends_definite,
    fields_to_name,
    inside,
    nation,
    of_named_body,
    of_several,
    of_states,
    over,
    quoted,
    read,
)
from mahdar.recognise.holders import held_of, holds
from mahdar.recognise.houses import held_in, of_house
from mahdar.recognise.lexer import Lexer
from mahdar.recognise.matcher import Match
from mahdar.recognise.names import parse as parse_name
from mahdar.recognise.second_offices import (
    HEADS,
    POSTS,
    SERVING,
    another,
    commands,
    never_beside,
    one_minister,
    qualify,
    serves,
    with_ending,
)

# Offices that one person often holds beside another joined by "and".
DOUBLE = frozenset(
    [
        "crown_prince",
        "deputy_prime_minister",
        "prime_minister",
        "vice_president",
        "minister",
        "foreign_minister",
        "defence_minister",
        "monarch",
    ]
)
RULERS = frozenset({"monarch", "crown_prince"})
REACH = 14
ATTACHED = frozenset({"minister", "deputy_foreign_minister"})  # may be attached to another office
STAFF = frozenset({"international_official", "secretary_general", "other", "director", "spokesperson", "adviser"})  # held at a body
MISSION = frozenset({"special_envoy", "international_official"})  # a body's envoy often heads its mission
ENVOYS = frozenset({"deputy_foreign_minister", "minister", "foreign_minister", "adviser", "security_adviser"})  # often envoys beside it


def _post(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """Take in "to Syria", "at the United Nations": the next token, or i when no post stands there."""
    if office.role.value not in POSTED or not lex.is_(i, "post") or i + 1 >= stop:
        return i
    if office.role.value == "delegation" and lex.is_(i, "in"):
        return i  # "talks with the American side in Muscat": where they met
    if lex.is_(i + 1, "post_at_home") and i + 2 < stop:
        # "the Qatari ambassador to the country X"
        named = _honorific(lex, i + 2) is not None or parse_name(lex, i + 2, stop, after_title=True) is not None
        return i + 2 if named else i
    match = lex.who.get(i + 1)
    if match is None and office.role.value == "special_envoy" and lex.word(i + 1).startswith(lex.article):
        # "envoy to the Sahara": a region that the pack does not know
        return i + 2
    if match is None or lex.joined(match.prefix):
        return i
    for kind in ("state", "body", "city", "region"):
        entry = match.get(kind)
        if entry is not None:
            country = entry.data.get("country", "") if kind in ("city", "region") else lex.code(match, kind)
            office.post = country or office.post
            after = lex.after(match)
            while after < stop:
                more = lex.who.get(after)
                if more is None or not lex.joined(more.prefix) or not (more.get("state") or more.get("city") or more.get("region")):
                    break
                after = lex.after(more)
            return after
    return i


def _nested(lex: Lexer, office: Office, i: int, stop: int, match: Match, *, titled: bool = False) -> int:
    """An office inside the phrase: the one served, or a second one of the same person. The next token, or i when it is another's."""
    prefix = lex.preposition(match.prefix)
    role = office.role.value
    if role == "delegation" and not prefix and (office.article or office.affiliation is not None):
        return i
    if lex.joined(match.prefix):
        envoy = _also_envoy(lex, office, i, stop) if role in ENVOYS else None
        if envoy is not None:
            return envoy
        if (mission := _one_of_body(lex, office, i, stop)) is not None:
            return mission
        inner = parse(lex, i, stop)
        if inner is not None and commands(lex, office, inner, stop):
            office.affiliation = office.affiliation or inner.affiliation
            return inner.after
        if role not in DOUBLE or (office.affiliation is not None and role != "prime_minister"):
            return i
        if inner is None or inner.number != "sg":
            return i
        follows = _honorific(lex, inner.after) is not None or parse_name(lex, inner.after, stop, after_title=True) is not None
        if not follows and not one_minister(lex, office, inner):
            return i
    else:
        if prefix and prefix not in lex.pack.words["lam"]:
            return i
        served = titled or bool(prefix) or serves(office, i)
        inner = parse(lex, i, stop)
        if inner is None or (not served and inner.role.value == "delegation"):
            # "… the president of Ghana a delegation": verb, subject, object
            return i
        if inner.number == "pl" and office.number == "sg" and not served:
            # "the minister the ambassadors of …": verb, subject, object
            return i
        theirs, mine = inner.affiliation, office.affiliation
        if lex.has_article(match) and theirs is not None and mine is not None and theirs.value != mine.value:
            # "the Azeri minister of energy the Japanese ambassador": verb, subject, object
            return i
        if not served and not lex.has_article(match) and not office.match.get("honorific") and another(lex, office, inner):
            return i
        if not served and mine is not None and role in POSTS | HEADS and role != inner.role.value and never_beside(lex, inner):
            # "the Kuwaiti minister's reception of the chargé d'affaires of …", "the Ghanaian minister handed the president of the republic"
            return i
    office.others = (*office.others, inner.role.value)
    if role == "legislator" and i == office.first + 1 and not office.article and not prefix:
        # "deputy of the prince", "… of the assistant of the minister": the word for a member of parliament, right before the one served
        office.role = read(
            inner.role.value if inner.role.value == "deputy_foreign_minister" else "other", office.match, "deputy of the one served"
        )
    if role == "deputy_prime_minister" and inner.role.value in POSTS and inner.role.value != "minister":
        # a deputy premier who heads a great ministry is told by it
        office.role = inner.role
    named = parse_name(lex, inner.after, stop, after_title=True)
    if named is not None and inner.affiliation is not None and not lex.joined(match.prefix):
        # "adviser to the Syrian president Bashar al-Assad, X": the name of the one served, where the world data knows him in that office
        family = lex.tokens[named[1] - 1].text
        if holds(lex.pack, inner.role.value, inner.affiliation.value, family):
            inner.after = named[2]
    elif named is not None and prefix and inner.affiliation is None and inner.article and inner.after == lex.after(inner.match) == named[0]:
        # "special envoy of the president X": the name right behind an office without a nation is its own
        states = held_of(lex.pack, inner.role.value, lex.tokens[named[1] - 1].text)
        if states or named[1] - named[0] == 1:
            inner.after = named[2]
        if len(states) == 1:
            inner.affiliation = read(next(iter(states)), inner.match, "state of the one served")
    if office.affiliation is None:
        office.affiliation = inner.affiliation
    return inner.after


def _also_envoy(lex: Lexer, office: Office, i: int, stop: int) -> int | None:
    """ "The Russian deputy foreign minister and special envoy of the Russian president X": one person, whose name stands at the end."""
    inner = parse(lex, i, stop)
    if inner is None or inner.role.value != "special_envoy" or inner.affiliation is None or office.affiliation is None:
        return None
    named = parse_name(lex, inner.after, stop, after_title=True)
    return inner.after if named is not None and inner.affiliation.value == office.affiliation.value else None


def _one_of_body(lex: Lexer, office: Office, i: int, stop: int) -> int | None:
    """ "The special representative of the Secretary-General and head of the mission of the United Nations X", also the other way round: two
    offices of one body, held by the one whose name stands at the end."""
    if office.number != "sg" or office.role.value not in MISSION:
        return None
    inner = parse(lex, i, stop)
    heads = inner is not None and inner.role.value == "president" and office.role.value == "special_envoy"
    if inner is None or inner.number != "sg" or not (heads or {office.role.value, inner.role.value} == MISSION):
        return None
    body = office.affiliation or inner.affiliation
    if heads and inner.affiliation is None:
        return None
    if body is None or body.value in lex.pack.data.capitals or (inner.affiliation is not None and inner.affiliation.value != body.value):
        return None
    if _honorific(lex, inner.after) is None and parse_name(lex, inner.after, stop, after_title=True) is None:
        return None
    if inner.role.value == "special_envoy":
        office.role = inner.role
    office.affiliation = body
    return inner.after


def _honorific(lex: Lexer, i: int) -> Match | None:
    match = lex.who.get(i)
    return match if match is not None and match.get("honorific") else None


def parse(lex: Lexer, i: int, stop: int) -> Office | None:
    """The office phrase that begins at token i, or None."""
    match = lex.who.get(i)
    if match is None:
        return None
    entry = match.get("office")
    if entry is None:
        return None
    stop = min(stop, i + REACH * 2)
    office = Office(
        first=i,
        after=lex.after(match),
        match=match,
        role=read(entry.value, match, "office"),
        number=entry.data.get("number", "sg"),
        scope=entry.data.get("scope", "any"),
        article=lex.has_article(match),
    )
    if with_ending(lex, match, i):
        office.role, office.scope = read("other", match, "office with the ending of a pronoun"), "own"
    if entry.data.get("affiliation"):
        office.affiliation = read(entry.data["affiliation"], match, "office of one state")
    inside(lex, office, i)
    while office.after < stop:
        i = office.after
        if not lex.tokens[i].word:
            office.after = quoted(lex, office, i, stop)
            if office.after == i:
                break
            continue
        after = drawn_from(lex, office, i, stop) if office.role.value == "delegation" else i
        if after == i:
            after = qualify(lex, office, i)
        for rule in (of_states, _post, _belongs, of_several, of_named_body, held_in, over):
            after = rule(lex, office, i, stop) if after == i else after
        if after == i:
            after = charged(lex, i, stop)
        if after == i:
            after = _delegate(lex, office, i, stop)
        if after == i:
            after = complement(lex, office, i, stop)
            office.complement = office.complement or after > i
        if after == i:
            after = fields_to_name(lex, office, i, stop)
        if after == i:
            after = quoted(lex, office, i, stop)
        if (
            after == i
            and office.complement
            and office.affiliation is None
            and lex.is_(i, "in")
            and (body := lex.who.get(i + 1)) is not None
        ):
            code = lex.code(body, "body") or lex.code(body, "institution")
            if body.get("body") is not None and code is not None:
                office.affiliation = read(code, body, "body that the department is in")
                after = lex.after(body)
        if after == i:
            break
        office.after = after
    return office


def _delegate(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """ "Minister delegate to the head of government": the office that the minister's is attached to. The next token, or i."""
    if office.role.value not in ATTACHED or not lex.is_(i - 1, "delegate") or not lex.is_(i, "post"):
        return i
    inner = parse(lex, i + 1, stop)
    if inner is None or inner.number != "sg":
        return i
    office.affiliation = office.affiliation or inner.affiliation
    return inner.after


def _belongs(lex: Lexer, office: Office, i: int, stop: int) -> int:
    """Take in the state, body, institution, seat, nested office or royal title at token i. The next token, or i."""
    match = lex.who.get(i)
    if match is None:
        return i
    prefix = lex.preposition(match.prefix)
    joined = lex.joined(match.prefix)
    found = nation(lex, i)
    honorific = match.get("honorific")
    if match.get("office") is not None and not (found and found[1] == "nationality"):
        return _nested(lex, office, i, stop, match)
    if honorific is not None:
        if honorific.data.get("affiliation") and not joined and office.role.value in SERVING and office.after == i:
            office.affiliation = office.affiliation or read(honorific.data["affiliation"], match, "royal title served")
            return lex.after(match)
        served = lex.after(match)
        if not joined and serves(office, i) and (inner := lex.who.get(served)) is not None and inner.get("office") and not inner.prefix:
            # "envoy of His Excellency the president of …"
            return max(i, after) if (after := _nested(lex, office, served, stop, inner, titled=True)) > served else i
        return i
    if joined and not (found and found[1] == "nationality" and office.number != "sg"):
        return i
    if found is None and match.get("nationality") is not None and not prefix and office.affiliation is None:
        # an adjective that can mean two states ("the Korean ambassador"): the office's, though which is not told
        office.of_two = True
        return lex.after(match)
    if found is not None:
        nested, kind, code = found
        if prefix and prefix not in lex.pack.words["lam"]:
            at = prefix in lex.words["at"]
            if kind == "body" and at and office.affiliation is None and office.role.value in STAFF:
                office.affiliation = read(code, nested, "body where the office is held")
                return lex.after(nested)
            if kind != "state" or not at:
                return i
            if office.affiliation is not None and office.affiliation.value == code and office.number == "sg":
                return lex.after(nested)  # "the head of the (one state's) council in that state X"
            if office.role.value in POSTED and office.role.value != "director":
                office.post = office.post or code
                return lex.after(nested)
            if office.affiliation is None and office.after == i:
                office.affiliation = read(code, nested, "state where the office is held")
                return lex.after(nested)
            return i
        if (
            prefix
            and kind == "state"
            and office.role.value == "special_envoy"
            and office.affiliation is None
            and lex.is_(lex.after(nested), "charge")
        ):
            # "special representative of the United States for Iran": behind the sender stands what the envoy is charged with
            office.affiliation = read(code, nested, kind)
            return lex.after(nested)
        if prefix and kind == "state" and office.role.value == "special_envoy":
            # "envoy for Yemen": the state is where the envoy works; "representative of the United States for Iran": who sends stands before
            if office.affiliation is None and lex.is_(lex.after(nested), "charge"):
                office.affiliation = read(code, nested, kind)
            else:
                office.post = office.post or code
            return lex.after(nested)
        if (
            kind == "nationality"
            and nested.get("nationality")
            and (entry := nested.get("nationality"))
            and entry.data.get("number") not in ("sg", office.number)
        ) and office.number == "sg":
            return i
        if kind == "nationality" and not nested.prefix and nested.get("state") and office.number != "sg":
            # an adjective in the singular would not agree with the office: the name of the state in the same letters
            kind = "state"
        if kind == "state" and lex.is_(i - 1, "mission") and lex.word(i).startswith(lex.article):
            # "the chargé d'affaires of the embassy …": in the letters of the state's name its adjective
            kind = "nationality"
        if kind in ("state", "seat") and not nested.prefix and ends_definite(lex, i):
            # "the minister of the defence" is definite by itself: a state or capital right behind it is no longer the office's
            return i
        if prefix and kind == "state" and office.role.value == "delegation" and office.article:
            # "the visit that the delegation pays to Jordan": what is "for" a state is not the delegation told before
            return i
        if kind in ("state", "seat", "people") and office.affiliation is not None and office.affiliation.value != code:
            if prefix and office.role.value in POSTED:
                office.post = code
                return lex.after(nested)
            return i
        if kind == "nationality" and office.affiliation is not None and office.affiliation.value != code:
            # "the head of the Kenyan-Ghanaian friendship committee": the first is whose it is
            return lex.after(nested) if lex.is_(i - 2, "friendship") else i
        if kind == "body" and office.affiliation is not None:
            return lex.after(nested) if not prefix and office.after == i else i
        if office.affiliation is None:
            office.affiliation = read(code, nested, kind)
        return lex.after(nested)
    institution = match.get("institution")
    if institution is not None and (not prefix or prefix in lex.pack.words["lam"] or prefix in lex.words["at"]):
        of_house(office, match, institution)
        return lex.after(match)
    city = match.get("city")
    if city is not None:
        if prefix and office.role.value in POSTED:
            office.post = city.data.get("country") or office.post
            return lex.after(match)
        if not prefix and office.after == i and office.affiliation is None and city.data.get("country") and not ends_definite(lex, i):
            office.affiliation = read(city.data["country"], match, "city of the office")
            return lex.after(match)
        return i
    if match.get("region") is not None and (not prefix or (office.role.value in POSTED and prefix in lex.words["lam"])):
        after = lex.after(match)
        while (
            (prefix or office.role.value == "director")
            and after < stop
            and (more := lex.who.get(after)) is not None
            and lex.joined(more.prefix)
        ):
            # "for West Africa and the Sahel"
            if not (more.get("region") or more.get("state")):
                break
            after = lex.after(more)
        return after
    return i
