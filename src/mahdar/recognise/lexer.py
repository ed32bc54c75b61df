"""A cursor over the words of a report: which known forms begin at which word, and small tests on words that the grammars share."""

from __future__ import annotations

from mahdar.recognise.analysis import Analysis, Lexed
from mahdar.recognise.matcher import WHO, Match
from mahdar.recognise.vocabulary import vocabulary
from mahdar.text import Token

OPENING = frozenset("\"'\u00ab\u201c\u2018([")
CLOSING = frozenset("\"'\u00bb\u201d\u2019)]")
DASHES = frozenset("-\u2013\u2014")
COMMA = frozenset(",\u060c")
PLACES = frozenset({"state", "city", "region"})
KNOWN = 3  # weight of a listed name word that is hardly anything else
OFFICE = 6  # words of an office
WAY = 4  # words of "on this visit of his"
OF_COMPANIES = frozenset({"director", "adviser", "other", "business_figure"})  # offices whose adjective is most often a field
_NONE: frozenset[str] = frozenset()


def _given_name(analysis: Analysis, i: int, match: Match) -> bool:
    """Whether a word that spells a place behind joined letters is a known name as it stands, but for a conjunction."""
    settings = analysis.pack.settings
    if match.prefix.endswith(settings.article) or not match.kinds & PLACES:
        return False
    word, prefix = analysis.tokens[i].text, match.prefix
    for conjunction in settings.conjunctions:
        if prefix.startswith(conjunction):
            word, prefix = word[len(conjunction) :], prefix[len(conjunction) :]
            break
    return bool(prefix) and analysis.pack.data.names.get(word, 0) >= KNOWN


def _told_otherwise(analysis: Analysis, code: str) -> bool:
    """Whether the report names a state by words that are nothing else: a longer name, an adjective, a city of it."""
    common = analysis.pack.common
    return any(
        (e.value == code if e.kind in ("state", "nationality", "people") else e.data.get("country") == code)
        and analysis.view.text[m.start : m.end] not in common
        for m in analysis.of("state", "nationality", "people", "city")
        for e in m.entries
    )


def _office_before(analysis: Analysis, i: int) -> bool:
    """Whether an office of a state ends right before token i ("the president of …"); a manager's is none ("the financial director")."""
    low, end = analysis.tokens[max(i - OFFICE, 0)].start, analysis.tokens[i - 1].end
    found = (m.get("office") for m in analysis.of_in("office", low, end) if m.end == end)
    return any(entry is not None and entry.value not in OF_COMPANIES for entry in found)


def _ordinary_word(analysis: Analysis, i: int, match: Match) -> bool:
    """Whether a word that spells a state is the common word that it is too ("financial" for Mali): where the report doesn't name that state by
    other words, with the article, or without a preposition before it."""
    entry, text = match.get("state"), analysis.view.text[match.start : match.end]
    settings, words = analysis.pack.settings, analysis.pack.words
    if entry is None or text not in analysis.pack.common or settings.article + text not in analysis.pack.common:
        return False
    if i and _office_before(analysis, i):
        return False
    before = analysis.tokens[i - 1].text if i else ""
    article = match.prefix.endswith((settings.article, settings.article[-1] * 2))
    governed = before in words["post"] or before in words["in"] or match.prefix.endswith(tuple(words["joined_preposition"]))
    return (article or not governed) and not _told_otherwise(analysis, entry.value)


def _lex(analysis: Analysis) -> Lexed:
    """The tables of a report, made once for all who walk over its words."""
    who: dict[int, Match] = {}
    busy: dict[int, Match] = {}
    by_start: dict[int, list[Match]] = {}
    index = {t.start: i for i, t in enumerate(analysis.tokens)}
    for match in analysis.matches:
        i = index.get(match.word)
        if i is None:
            continue
        by_start.setdefault(i, []).append(match)
        table = busy if match.kinds.isdisjoint(WHO) else who
        if table is who and ((match.prefix and _given_name(analysis, i, match)) or _ordinary_word(analysis, i, match)):
            continue
        have = table.get(i)
        if have is None or match.end > have.end:
            table[i] = match
    for match in [m for m in who.values() if m.inner and m.get("honorific")]:
        # "His Excellency the president of the republic": the office in the title's words
        office = match.office_at_end()
        at = index.get(office.word) if office is not None else None
        if office is None or at is None:
            continue
        behind = who.get(at + 1)
        if behind is not None and behind.get("nationality") and behind.prefix == analysis.pack.settings.article:
            # "the Moroccan king": a title that is an office too
            who[at] = office
        else:
            who.setdefault(at, office)
    return Lexed(who, busy, by_start)


class Lexer:
    """Words of an analysis with the known forms that begin at each. Indexes are token indexes of `Analysis.tokens`."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens: list[Token] = analysis.tokens
        self.pack = analysis.pack
        self.words = analysis.pack.words
        self.article = analysis.pack.settings.article
        self.conjunctions = tuple(analysis.pack.settings.conjunctions)
        self.vocabulary = vocabulary(analysis.pack)
        self.names = analysis.pack.data.names
        self.common = analysis.pack.common
        lexed = analysis.lexed
        if lexed is None:
            lexed = analysis.lexed = _lex(analysis)
        self.who = lexed.who
        self.busy = lexed.busy
        self.by_start = lexed.by_start

    def after(self, match: Match) -> int:
        """Index of the first token after a match."""
        return self.analysis.token_at(match.end)

    def word(self, i: int) -> str:
        """Folded text of token i, empty past the end."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def places(self, word: str) -> list[int]:
        """Indexes of the tokens that are this folded word."""
        table: dict[str, list[int]] | None = self.analysis.kept.get("places")
        if table is None:
            table = self.analysis.kept["places"] = {}
            for i, token in enumerate(self.tokens):
                table.setdefault(token.text, []).append(i)
        return table.get(word, [])

    def is_(self, i: int, group: str) -> bool:
        """Whether token i is one of the pack's words of this group."""
        return 0 <= i < len(self.tokens) and self.tokens[i].text in self.words.get(group, _NONE)

    def relative(self, i: int) -> bool:
        """Whether token i is a relative word ("who", "which"), by itself or behind a joined conjunction."""
        word = self.word(i)
        return self.is_(i, "relative") or (self.joined(word[:1]) and word[1:] in self.words["relative"])

    def find(self, i: int, kind: str) -> Match | None:
        """The longest known form of this kind at token i."""
        best = None
        for match in self.by_start.get(i, ()):
            if match.get(kind) and (best is None or match.end > best.end):
                best = match
        return best

    def before_way(self, i: int) -> int:
        """The token before "in it", "on this visit", which end with token i."""
        first = i
        while first >= 0 and i - first < WAY and self.is_(first, "on_the_way"):
            first -= 1
        return first

    def nationality(self, i: int) -> Match | None:
        """The adjective of nationality at token i, also where it is spelt like the name of its state ("the Saudi …")."""
        match, state = self.find(i, "nationality"), self.who.get(i)
        if match is None and state is not None and state.get("state") is not None:
            match = next((m for m in state.inner if m.get("nationality") is not None and m.end == state.end), None)
        return match

    def no_cue(self, match: Match) -> bool:
        """Whether the form of a cue is none where it stands: "at the invitation of", "in answer to the invitation of"; "the committee", told
        without the two states whose it is."""
        entry = match.get("cue")
        data = entry.data if entry is not None else {}
        borne = data.get("borne") and match.prefix not in ("", *self.conjunctions)
        return bool(borne or (data.get("sides") and not self.two_nations(self.after(match))))

    def two_nations(self, i: int) -> bool:
        """Whether two adjectives of nationality follow one another at token i."""
        first = self.nationality(i)
        if first is None or self.preposition(first.prefix):
            return False
        i = self.after(first)
        while i < len(self.tokens) and self.tokens[i].text in DASHES:
            i += 1
        second = self.nationality(i)
        return second is not None and not self.preposition(second.prefix)

    def linked(self, i: int, before: int | None = None) -> str:
        """The relation whose phrase ends with token i ("accompanied by") and begins before an offset, or an empty string."""
        if i < 0:
            return ""
        way = self.before_way(i)
        if 0 <= way < i and self.linked(way, before) == "accompanied":
            return "accompanied"
        end = self.tokens[i].end
        for match in self.analysis.of_in("relation", self.tokens[max(i - 4, 0)].start, end):
            if match.end == end and (before is None or match.start < before) and (entry := match.get("relation")) is not None:
                return entry.value
        return ""

    def told(self, i: int) -> bool:
        """Whether token i is a verb that tells of a contact, by itself or behind a joined conjunction."""
        end = self.tokens[i].end
        for match in self.by_start.get(i, ()):
            cue = match.get("cue") if match.end == end and (not match.prefix or match.prefix in self.conjunctions) else None
            if cue is not None and cue.data.get("class") == "verb":
                return True
        return False

    def ordinary(self, i: int) -> bool:
        """Whether token i, as it stands (no particle, no pronoun ending taken off), is a known word of the language: a verb, a cue, a date."""
        end = self.tokens[i].end
        return any(m.prefix == "" and m.pronoun == "" and m.end >= end and m.kinds.isdisjoint(WHO) for m in self.by_start.get(i, ()))

    def particled(self, i: int) -> bool:
        """Whether token i is a preposition joined to a known or common word."""
        word = self.tokens[i].text
        prepositions = self.words["joined_preposition"]
        if len(word) > 3 and word[1:] in self.common and word.startswith(tuple(prepositions)):
            return True
        end = self.tokens[i].end
        return any(m.prefix in prepositions and m.end >= end for m in self.by_start.get(i, ()))

    def code(self, match: Match, kind: str) -> str | None:
        """The code that a form has in a kind. Where it can mean several states ("the Kingdom"), the outlet's own, else the only one that the
        report names otherwise; None where that does not decide."""
        if kind not in match.kinds:
            return None
        codes = [e.value for e in match.entries if e.kind == kind]
        if len(set(codes)) <= 1:
            return codes[0] if codes else None
        if self.analysis.home in codes:
            return self.analysis.home
        named = self.analysis.named
        if named is None:
            named = frozenset(e.value for m in self.analysis.of("state", "nationality") if len(m.entries) == 1 for e in m.entries)
            self.analysis.named = named
        fits = [c for c in dict.fromkeys(codes) if c in named]
        return fits[0] if len(fits) == 1 else None

    def joined(self, prefix: str) -> bool:
        """Whether the particles before a form begin with a conjunction."""
        return prefix.startswith(self.conjunctions)

    def preposition(self, prefix: str) -> str:
        """The joined preposition among the particles before a form (without conjunction and article), or an empty string."""
        for conjunction in self.conjunctions:
            if prefix.startswith(conjunction) and len(prefix) > len(conjunction) - 1:
                prefix = prefix[len(conjunction) :]
                break
        lam = self.pack.words["lam"]
        for one in lam:
            if prefix.startswith(one):
                return one
        return prefix.removesuffix(self.article)

    def has_article(self, match: Match) -> bool:
        """Whether the form stands with the article."""
        lam = next(iter(self.pack.words["lam"]))
        return (
            match.prefix.endswith(self.article)
            or match.prefix.endswith(lam + lam)
            or self.analysis.view.text.startswith(self.article, match.start)
        )
