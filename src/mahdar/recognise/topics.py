"""What a report is about: themes, situations in countries, and which of them the parties are said to have dealt with.

`find_topics` gives every theme that the text names; `about` those within a range that stand in the scope of a dealing word.
A theme is a fixed phrase (`topics.tsv`), a field after a noun that fields complete (cooperation in energy and transport), a relation of
named countries, or a situation: a noun of crisis or development completed by a country. The words are those of `about.toml`.
"""

from __future__ import annotations

import bisect
from operator import attrgetter

import msgspec

from mahdar.recognise.analysis import Analysis, Mention
from mahdar.recognise.matcher import Match
from mahdar.text import Token

_start = attrgetter("start")
SITUATION = "situation:"
RELATIONS = "bilateral_relations"
# A phrase of these themes that begins with a noun of situation is not the situation of the country after it (the Iranian nuclear file);
# nor is one that names a situation itself (the Arab-Israeli conflict).
_NOT_SITUATION = frozenset({"nuclear_programme", "economy_trade", "chemical_weapons"})
_ACTS = frozenset({"condolence", "congratulation"})  # who condoles deals with it in doing so
_COUNTRY = ("state", "nationality", "region", "city")
_COVER = ("office", "institution", "body", "agency")
_NOUNS = ("situation_noun", "settlement_noun", "affairs_noun", "field_noun", "relation_noun")
_COMMAS = frozenset(",\u060c/")
_OPENING = frozenset("(\"'\u00ab\u201c[")
_SKIP = 3  # words that may stand between a noun and what completes it
_LINKS = 4


class _Tables(msgspec.Struct, frozen=True, gc=False):
    """The matches of a report that the grammars here need, by the offset of the word that they begin in; `covers` are the names of offices,
    ministries and bodies that lie in no longer one, `ways` where words end that say how something was dealt with, `accords` where those of
    accords end."""

    countries: dict[int, Match]
    fields: dict[int, Match]
    links: dict[int, Match]
    tails: dict[int, Match]
    covers: list[tuple[int, int]]
    cover_starts: list[int]
    ways: frozenset[int]
    accords: frozenset[int]


def _by_word(analysis: Analysis, *kinds: str) -> dict[int, Match]:
    out: dict[int, Match] = {}
    for match in analysis.of(*kinds):
        have = out.get(match.word)
        if have is None or match.end > have.end:
            out[match.word] = match
    return out


def _tables(analysis: Analysis) -> _Tables:
    """The tables of a report, made once."""
    made: _Tables | None = analysis.kept.get("topics")
    if made is None:
        covers = _merged([(m.start, m.end) for m in analysis.of(*_COVER)])
        made = analysis.kept["topics"] = _Tables(
            countries=_by_word(analysis, *_COUNTRY),
            fields=_by_word(analysis, "field"),
            links=_by_word(analysis, "chain_word"),
            tails=_by_word(analysis, "relation_tail"),
            covers=covers,
            cover_starts=[a for a, _ in covers],
            ways=frozenset(m.end for m in analysis.of("about_way")),
            accords=frozenset(m.end for m in analysis.of("about_accord")),
        )
    return made


class _Index:
    """The tables of an analysis at hand, and small questions about its words."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens: list[Token] = analysis.tokens
        self.text = analysis.view.text
        settings = analysis.pack.settings
        self.conjunctions = tuple(settings.conjunctions)
        self.article = settings.article
        tables = _tables(analysis)
        self.countries = tables.countries
        self.fields = tables.fields
        self.links = tables.links
        self.tails = tables.tails
        self.covers = tables.covers
        self._cover_starts = tables.cover_starts
        self.ways = tables.ways
        self.accords = tables.accords

    def covered(self, start: int, end: int) -> bool:
        """Whether [start, end) lies inside a longer name of an office, ministry or body."""
        i = bisect.bisect_right(self._cover_starts, start) - 1
        return i >= 0 and end <= self.covers[i][1] and self.covers[i][1] - self.covers[i][0] > end - start

    def joins(self, match: Match) -> bool:
        """Whether a conjunction is joined to the word that the match begins in."""
        return match.word < match.start and self.text.startswith(self.conjunctions, match.word)

    def singles_out(self, i: int) -> bool:
        """Whether token i, behind a comma or not, opens words that single out one of many (above all)."""
        i += i < len(self.tokens) and self.tokens[i].text in _COMMAS
        link = self.links.get(self.tokens[i].start) if i < len(self.tokens) else None
        entry = link.get("chain_word") if link is not None else None
        return entry is not None and entry.value == "above all"

    def has_article(self, token: Token) -> bool:
        """Whether a word has the article, a conjunction before it or not."""
        text = token.text
        return text.startswith(self.article) or (text.startswith(self.conjunctions) and text.startswith(self.article, 1))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those inside an earlier one left out."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or end > out[-1][1]:
            out.append((start, end))
    return out


def _code(match: Match) -> str:
    """The country that a match means: of a state or nationality its value, of a place the country it lies in (empty: in none)."""
    for kind in ("state", "nationality"):
        entry = match.get(kind)
        if entry is not None:
            return entry.value
    for kind in ("region", "city"):
        entry = match.get(kind)
        if entry is not None:
            return entry.data.get("country", "")
    return ""


def _countries(index: _Index, at: int, *, adjective: bool, linked: bool = False, bare: bool = False) -> list[tuple[int, int, str]]:
    """Countries that complete a noun ending at folded offset `at`, with a list that goes on (Syria, Iraq and Yemen).

    `adjective`: a nationality completes it; `linked`: the first must follow a preposition;
    `bare`: no other word may stand before it, and a city does not stand for its country.
    """
    out: list[tuple[int, int, str]] = []
    i = index.analysis.token_at(at)
    links = skipped = strange = 0
    comma = False
    while i < len(index.tokens):
        token = index.tokens[i]
        if not token.word:
            if token.text in _COMMAS and not comma and (out or index.singles_out(i + 1)):
                comma = bool(out)
            elif token.text not in _OPENING or links > _LINKS:
                break
            links += 1
            i += 1
            continue
        if out and token.text in index.conjunctions:
            comma, i = True, i + 1
            continue
        match = index.countries.get(token.start)
        if match is not None and (code := _code(match)):
            if index.covered(match.start, match.end) or (bare and match.get("city") is not None):
                break
            nationality = match.get("state") is None and match.get("nationality") is not None
            if out:
                if not comma and not index.joins(match):
                    # two nationalities side by side are the two sides of something between them
                    return [] if nationality and out[-1][1] >= token.start - 1 and len(out) == 1 else out
            elif index.joins(match) or not _completes(match, nationality, adjective, strange, links, skipped, linked):
                break
            out.append((match.start, match.end, code))
            i, comma, links, skipped = index.analysis.token_at(match.end), False, 0, 0
            continue
        if not out and index.singles_out(i):
            links = 0
        link = index.links.get(token.start)
        if link is not None and links < _LINKS:
            if out and not comma and not index.joins(link) and link.word == link.start:
                break
            comma = comma or bool(out)
            links += 1
            i = index.analysis.token_at(link.end)
            continue
        if match is not None and not (out or bare or skipped) and index.singles_out(index.analysis.token_at(match.end)):
            i = index.analysis.token_at(match.end)  # a region of several states, of which one is singled out
            continue
        if out or bare or skipped >= _SKIP or not index.has_article(token):
            break
        skipped += 1
        strange += token.start not in index.fields
        i += 1
    return out


def _completes(match: Match, nationality: bool, adjective: bool, strange: int, links: int, skipped: int, linked: bool) -> bool:
    """Whether the first country after a noun belongs to it: an adjective next to it, or a state in the genitive or after a preposition."""
    if nationality:
        return adjective and not strange
    return bool(links) or match.word < match.start or not (skipped or linked)


def _fields(index: _Index, at: int, *, affairs: bool) -> list[tuple[int, int, str]]:
    """Fields that complete a noun ending at folded offset `at` (economic, commercial and cultural), as topics."""
    out: list[tuple[int, int, str]] = []
    i = index.analysis.token_at(at)
    links = 0
    first = True
    while i < len(index.tokens):
        token = index.tokens[i]
        if not token.word:
            if token.text not in _COMMAS or first:
                break
            i += 1
            continue
        match = index.fields.get(token.start)
        if match is not None:
            entry = next(e for e in match.entries if e.kind == "field")
            if index.covered(match.start, match.end):
                break
            if entry.value and (affairs or "affairs" not in entry.data):
                out.append((match.start, match.end, entry.value))
            i, links, first = index.analysis.token_at(match.end), 0, False
            continue
        if not first and token.text in index.conjunctions:
            i += 1
            continue
        country = index.countries.get(token.start)
        link = index.links.get(token.start)
        passed = country if country is not None and country.get("nationality") is not None else link
        if passed is None or links >= _SKIP:
            break
        links += 1
        i = index.analysis.token_at(passed.end)
    return out


def _compose(index: _Index, kind: str, noun: Match, phrases: dict[int, int]) -> list[Mention]:
    """What a noun of one kind and the words after it name together. `phrases`: where fixed phrases that settle the matter begin and end."""
    out: list[Mention] = []
    entry = noun.get(kind)
    if entry is None:
        return out
    if kind in ("situation_noun", "settlement_noun"):
        settled = phrases.get(noun.word, -1)
        linked = kind == "settlement_noun"
        adjective = entry.data.get("adjective") != "no"
        if settled < noun.end or linked:
            for a, b, code in _countries(index, noun.end, adjective=adjective, linked=linked):
                if a >= settled:
                    out.append(Mention(noun.start, b, SITUATION + code, kind.split("_")[0]))
    elif kind in ("affairs_noun", "field_noun"):
        for _, b, topic in _fields(index, noun.end, affairs=kind == "affairs_noun"):
            out.append(Mention(noun.start, b, topic, "field"))
    else:
        end = _relation(index, noun)
        if end:
            out.append(Mention(noun.start, end, RELATIONS, "relation"))
    return out


def _relation(index: _Index, noun: Match) -> int:
    """Where the words end that make a noun of relation one between states (0: none do): a country, or a tail such as between the two."""
    i = index.analysis.token_at(noun.end)
    for token in index.tokens[i : i + _SKIP + 1]:
        country = index.countries.get(token.start)
        if country is not None and (country.get("state") or country.get("nationality")):
            return country.end
        if token.start in index.tails:
            return index.tails[token.start].end
        if not token.word or not (index.has_article(token) or token.start in index.links):
            break
    return 0


def find_topics(analysis: Analysis) -> list[Mention]:
    """Every theme and situation named in the text, by where it begins. Never raises on any text."""
    index = _Index(analysis)
    out: list[Mention] = []
    phrases: dict[int, int] = {}
    for match in analysis.of("topic"):
        if index.covered(match.start, match.end):
            continue
        for entry in match.entries:
            if entry.kind == "topic":
                out.append(Mention(match.start, match.end, entry.value, "phrase"))
                if entry.value in _NOT_SITUATION or entry.value.startswith(SITUATION):
                    phrases[match.word] = max(match.end, phrases.get(match.word, 0))
    for kind in _NOUNS:
        for noun in analysis.of(kind):
            if not index.covered(noun.start, noun.end):
                out += _compose(index, kind, noun, phrases)
    unique = {(m.start, m.end, m.value): m for m in out}
    return sorted(unique.values(), key=lambda m: (m.start, m.end, m.value))


def _clauses(analysis: Analysis, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences as far as they lie in [start, end)."""
    i = bisect.bisect_right(analysis.sentences, (start, 1 << 60)) - 1
    out = []
    for k in range(max(i, 0), len(analysis.sentences)):
        a, b = analysis.sentences[k]
        if a >= end:
            break
        if b > start:
            out.append((max(a, start), min(b, end)))
    return out


def _scopes(analysis: Analysis, a: int, b: int) -> list[tuple[int, int, str, int]]:
    """Ranges of [a, b), one clause, in which a topic counts as dealt with, each with the sort of the word that opens it and where it ends."""
    # a verb behind the article is a noun ("the transport")
    stops = [m.word for m in _inside(analysis.of("about_stop"), a, b) if not m.prefix.endswith(analysis.pack.settings.article)]
    negations = {m.end for m in _inside(analysis.of("about_not"), a, b)}
    out = []
    for trigger in _inside(analysis.of("about_trigger"), a, b):
        entry = trigger.get("about_trigger")
        if entry is None or trigger.word - 1 in negations:
            continue
        if entry.value == "verb" and analysis.pack.settings.article in trigger.prefix:
            continue
        i = bisect.bisect_right(stops, trigger.start)
        # a reporting verb right at the trigger belongs to it (they stressed in their talks)
        end = stops[i] if i < len(stops) else b
        begin = trigger.start
        if entry.value == "core":
            begin = stops[i - 1] if i else a
        out.append((begin, end, entry.value, trigger.end))
    return out


def _for(index: _Index, topic: Mention) -> bool:
    """ "An accord for land transport": a topic with a joined preposition right behind a word for an accord."""
    i = bisect.bisect_right(index.tokens, topic.start, key=_start) - 1
    token = index.tokens[i]
    joined = token.start < topic.start or token.text.startswith(tuple(one + one for one in index.analysis.pack.words["lam"]))
    return joined and token.start - 1 in index.accords


def _listed(index: _Index, scopes: list[tuple[int, int, str, int]], dealt: list[Mention], b: int) -> list[Mention]:
    """Fields that no noun governs: right behind a verb of dealing ("discussed migration and energy"), or joined to a topic dealt with
    ("energy security and migration")."""
    out: list[Mention] = []
    for _, end, sort, opens in scopes:
        if sort == "verb":
            out += [Mention(x, y, topic, "field after verb") for x, y, topic in _fields(index, opens, affairs=False) if y <= min(end, b)]
    for m in dealt:
        i = index.analysis.token_at(m.end)
        match = index.fields.get(index.tokens[i].start) if i < len(index.tokens) else None
        if match is not None and index.joins(match):
            out += [Mention(x, y, topic, "field joined to a topic") for x, y, topic in _fields(index, m.end, affairs=False) if y <= b]
    return out


def _inside(matches: list[Match], a: int, b: int) -> list[Match]:
    """Matches (ordered by start) that lie in [a, b)."""
    low = bisect.bisect_left(matches, a, key=_start)
    high = bisect.bisect_left(matches, b, low, key=_start)
    return [m for m in matches[low:high] if m.end <= b]


def about(analysis: Analysis, start: int, end: int) -> list[Mention]:
    """The topics within folded range [start, end) that the words there say were dealt with; `rule` names how each was found."""
    if not analysis.topics and "no topics" not in analysis.kept:
        # asked of an analysis that nobody filled, or of a report without any: looked for once
        analysis.topics = find_topics(analysis)
        analysis.kept["no topics"] = not analysis.topics
    topics = analysis.topics_in(start, end)
    index = _Index(analysis)
    out: list[Mention] = []
    for a, b in _clauses(analysis, start, end):
        scopes = _scopes(analysis, a, b)
        dealt: list[Mention] = []
        for m in topics:
            if not (a <= m.start and m.end <= b):
                continue
            sort = next((s for x, y, s, _ in scopes if x <= m.start < y), "")
            if not sort and m.start - 1 in index.ways:
                sort = "way"
            if not sort and _for(index, m):
                sort = "accord"
            if not sort and m.value in _ACTS:
                sort = "act"
            if sort:
                dealt.append(Mention(m.start, m.end, m.value, f"{m.rule} after {sort}"))
        out += dealt + _listed(index, scopes, dealt, b)
        for bare in _inside(analysis.of("about_bare"), a, b):
            for x, y, code in _countries(index, bare.end, adjective=False, bare=True):
                if y <= b:
                    out.append(Mention(x, y, SITUATION + code, "country after preposition"))
    unique: dict[tuple[int, int, str], Mention] = {}
    for m in out:
        unique.setdefault((m.start, m.end, m.value), m)
    return sorted(unique.values(), key=lambda m: (m.start, m.end, m.value))
