"""Documents that a report cites: known names of accords and processes, and resolutions by their number.

In: an `Analysis` with tokens and matches. Out: `Mention`s by place, with values `UNSC 2254` and `UNGA 181` for resolutions in figures or in
words. A number counts as one only after a word for resolution and with a body of the United Nations named: beside it, or elsewhere in
the report when the number has three or four figures; or with the state named that the Council's resolution of that number is on. Which
year a number of the Security Council belongs to is in world/resolutions.tsv. A name that several documents have, or that is none by
itself, counts with a party of the document named (`beside` in lang/<code>/documents.tsv). An accord told by the city of its signing ("the
accord that was signed in Oslo") is the one named after that city; "the plan" is the one named before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from mahdar.packs import Entry, Pack
from mahdar.recognise.analysis import Analysis, Mention, Where
from mahdar.text import Token

BACK = "points back to a document named before"
COUNCIL, ASSEMBLY, EITHER = "UNSC", "UNGA", "UN"
# How many tokens may lie between the word and its number, or between the number and the body named after it.
_REACH = 14
_AFTER = 5
_SHORT = 3  # letters of particles before a number
_DIGITS = re.compile(r"(?P<before>[^\W\d]*)(?P<number>\d{1,4})")
_OPEN = frozenset('()[]\u00ab\u00bb"\u201c\u201d')
_LIST = frozenset(",\u060c/-")
# No resolution is numbered higher as long as the table has no row for it; a session of the Assembly and a number stand as 67/19.
_MARGIN = 150
_DESCRIBED = 9  # tokens from the word for an accord to the city where it was signed
_PARTIES = 2  # parties of a document that the report names, where the city of its signing alone tells it
_COUNCIL_ALONE = 1000  # numbers of the Council's resolutions since 1994; the Assembly's of four figures ended in 1976


def resolution_year(number: int, table: list[tuple[int, int, int]]) -> int | None:
    """The year in which the Security Council adopted resolution `number`; `table` has rows (year, first, last)."""
    for year, first, last in table:
        if first <= number <= last:
            return year
    return None


def find_documents(analysis: Analysis) -> list[Mention]:
    """All documents, by place."""
    out = [Mention(m.start, m.end, value, "document") for m in analysis.of("document") if (value := _meant(analysis, m.entries))]
    out.extend(_signed_in_a_city(analysis, {m.start for m in out}))
    found = _Resolutions(analysis).find()
    if found or len(out) > 1:
        taken = {(m.start, m.value) for m in out}
        out.extend(m for m in found if (m.start, m.value) not in taken)
        out.sort(key=lambda m: (m.start, -m.end))
    out.extend(_back(analysis, out))
    out.sort(key=lambda m: (m.start, -m.end))
    return out


def _back(analysis: Analysis, named: list[Mention]) -> list[Mention]:
    """Nouns with the article that point back to the one document named before whose name begins with them ("the plan")."""
    settings, words = analysis.pack.settings, analysis.pack.words
    heads: dict[str, dict[str, int]] = {}
    for mention in named:
        head = analysis.view.text[mention.start : mention.end].split()[0].removeprefix(settings.article)
        if not head[-1].isdigit():
            heads.setdefault(head, {}).setdefault(mention.value, mention.start)
    alone = {head: next(iter(values.items())) for head, values in heads.items() if len(values) == 1}
    if not alone:
        return []
    lam = next(iter(words["lam"]))
    definite = [p for p in settings.particles if p.endswith((settings.article, lam + lam))]
    forms = {particle + head: told for head, told in alone.items() for particle in definite}
    inside = [(m.start, m.end) for m in named]
    out = []
    for i, token in enumerate(analysis.tokens):
        told = forms.get(token.text)
        if told is None or token.start <= told[1] or any(a <= token.start < b for a, b in inside):
            continue
        after = analysis.tokens[i + 1].text if i + 1 < len(analysis.tokens) else ""
        # what describes it makes it another: "the plan of …", "the new plan", "what was agreed upon"
        if not (after in words["tells_which"] or after.startswith(settings.article)):
            out.append(Mention(token.start, token.end, told[0], BACK))
    return out


def _signed_in_a_city(analysis: Analysis, taken: set[int]) -> list[Mention]:
    """Definite accords told by the city where they were made ("the accord of the two signed in Oslo"), of which the report names two parties or
    one that the name needs."""
    out = []
    words, article = analysis.pack.words, analysis.pack.settings.article
    for match in analysis.of("accord"):
        at = analysis.token_at(match.end)
        near = [t.text for t in analysis.tokens[at : at + 1]]
        if match.start in taken or not (analysis.view.text.startswith(article, match.start) or any(w.startswith(article) for w in near)):
            continue
        made = False
        for i in range(at, min(at + _DESCRIBED, len(analysis.tokens))):
            token = analysis.tokens[i]
            if token.text in words["that"] or not (token.text[0].isalnum() or token.text in _OPEN):
                break
            made = made or token.text in words["concluded"]
            places = analysis.wheres_in(token.start, token.end) if made else []
            if places and (value := _of_city(analysis, places[0])):
                out.append(Mention(match.start, places[0].end, value, "accord signed in a city"))
                break
    return out


def _of_city(analysis: Analysis, where: Where) -> str:
    """The document named after the city where something is told to be, or an empty string."""
    words = analysis.pack.words
    if where.city is None or not (where.before in words["in"] or where.particle in words["at"]):
        return ""
    entries = _named_after_cities(analysis.pack).get(where.city, ())
    parties, named = analysis.pack.data.document_parties, _named(analysis)
    told = [e for e in entries if e.data.get("beside") or sum(named[c] > 0 for c in parties.get(e.value, ())) >= _PARTIES]
    return _meant(analysis, told)


_CITIES: dict[str, dict[str, list[Entry]]] = {}


def _named_after_cities(pack: Pack) -> dict[str, list[Entry]]:
    """The documents whose name is a word for an accord and a city, by the city; made once for each pack."""
    made = _CITIES.get(pack.digest)
    if made is None:
        entries, forms = pack.data.entries, pack.data.forms
        accords = {text for text, senses in forms.items() if any(entries[f.entry].kind == "accord" for f in senses)}
        made = _CITIES[pack.digest] = {}
        for text, senses in forms.items():
            head, _, rest = text.partition(" ")
            documents = [entries[f.entry] for f in senses if entries[f.entry].kind == "document"] if head in accords else []
            for city in {entries[f.entry].value for f in forms.get(rest, ()) if entries[f.entry].kind == "city"} if documents else ():
                known = made.setdefault(city, [])
                known.extend(e for e in documents if e not in known)
    return made


def _meant(analysis: Analysis, meanings: Iterable[Entry]) -> str:
    """The document that a form means: one that needs a party named beside it ("the Doha accord", of Lebanon or of Afghanistan) counts only
    where the report names that party, and then before one that needs none. Empty where two remain."""
    entries = [e for e in meanings if e.kind == "document"]
    plain = [e.value for e in entries if not e.data.get("beside")]
    named = _named(analysis) if len(plain) < len(entries) else {}
    counts = {e.value: sum(named.get(c, 0) for c in e.data.get("beside", "").split("|")) for e in entries if e.data.get("beside")}
    most = max(counts.values(), default=0)
    found = [value for value, count in counts.items() if count == most] if most else plain
    return found[0] if len(found) == 1 or (found and not most) else ""


def _named(analysis: Analysis) -> Counter[str]:
    """How often the report names each state, body and movement."""
    made: Counter[str] | None = analysis.kept.get("named parties")
    if made is None:
        made = Counter(m.entries[0].value for m in analysis.of("state", "nationality", "people", "body"))
        analysis.kept["named parties"] = made
    return made


class _Resolutions:
    """Walks from each word for resolution to the numbers that follow it."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.bodies = {m.word: m for m in analysis.of("resolution_body")}
        self.links = {m.word: m for m in analysis.of("resolution_link")}
        self.numerals = {m.word: m for m in analysis.of("numeral")}
        self.words: dict[int, int] = {}
        for match in analysis.of("resolution_word"):
            self.words.setdefault(match.word, match.end)
        self.glued = self._glued()
        self.assembly = {m.start for m in analysis.of("assembly_number")}
        # an adjective ("international") names no body by itself; a council or the organisation named anywhere is context
        named = [m for m in self.bodies.values() if m.end - m.start > 8]
        self.context = any(m.entries[0].value != EITHER for m in named)
        # the organisation alone is context for a number of four figures: only the Security Council counts so far
        self.organisation = bool(named)
        rows = analysis.pack.data.resolutions
        self.highest = max((last for *_, last in rows), default=2800 - _MARGIN) + _MARGIN

    def find(self) -> list[Mention]:
        """The resolutions, by place."""
        out: list[Mention] = []
        reached = -1
        ends = {m.start: self.analysis.token_at(m.end) for m in self.analysis.of("resolution_word")}
        for start, i in sorted({**ends, **self.glued}.items()):
            if start < reached:
                continue
            found = self._after(i)
            if found:
                reached = found[-1].end
                out.extend(found)
        return out

    def _glued(self) -> dict[int, int]:
        """Where a word for resolution begins that its number is written to without a space, with the index of that token."""
        forms, entries = self.analysis.pack.data.forms, self.analysis.pack.data.entries
        particles = self.analysis.pack.settings.particles
        out = {}
        for i, token in enumerate(self.tokens):
            if token.text[-1].isdigit() and (m := _DIGITS.fullmatch(token.text)) is not None and len(m["before"]) > _SHORT:
                rests = {m["before"].removeprefix(p) for p in particles} | {m["before"]}
                if any(entries[f.entry].kind == "resolution_word" for rest in rests for f in forms.get(rest, ())):
                    out[token.start] = i
        return out

    def _after(self, i: int) -> list[Mention]:
        tokens, first = self.tokens, i
        stop, body = min(len(tokens), i + _REACH), ""
        while i < stop:
            token = tokens[i]
            match = self.bodies.get(token.start) or self.links.get(token.start)
            if i > first and "\n" in self.analysis.view.text[tokens[i - 1].end : token.start]:
                return []
            if match is not None:
                value = match.entries[0].value
                if match.entries[0].kind == "resolution_body" and body in ("", EITHER):
                    body = value
                i = self.analysis.token_at(match.end)
            elif self._number(i) is not None:
                return self._numbers(i, body)
            elif token.text in _OPEN or token.text in _LIST or token.text == self.analysis.pack.settings.article:
                i += 1
            elif (again := self._word_at(token)) is not None:
                i = self.analysis.token_at(again)
            else:
                return []
        return []

    def _word_at(self, token: Token) -> int | None:
        """The end of a further word for resolution at this token ("resolutions of the Council, above all resolution …")."""
        return self.words.get(token.start)

    def _number(self, i: int) -> tuple[int, int, int, int] | None:
        """(number, start, end, next token) of a number in figures or words that begins at token `i`."""
        if i >= len(self.tokens):
            return None
        token = self.tokens[i]
        m = _DIGITS.fullmatch(token.text)
        if m is not None:
            if m["before"] and m["before"] not in self.analysis.pack.settings.particles and token.start not in self.glued:
                return None
            return int(m["number"]), token.start + m.start("number"), token.end, i + 1
        total, end, conjunctions = 0, -1, tuple(self.analysis.pack.settings.conjunctions)
        start = -1
        while i < len(self.tokens):
            match = self.numerals.get(self.tokens[i].start)
            if match is None or (end >= 0 and not match.prefix.startswith(conjunctions)):
                break
            start = match.start if start < 0 else start
            total += int(match.entries[0].value)
            end = match.end
            i = self.analysis.token_at(match.end)
        # a small number in words counts things, not resolutions
        return (total, start, end, i) if end >= 0 and total >= 100 else None

    def _numbers(self, i: int, body: str) -> list[Mention]:
        """Mentions for a number and those joined to it, once it is clear whose they are."""
        found: list[tuple[str, int, int]] = []
        at: int | None = i
        while at is not None and (one := self._number(at)) is not None:
            number, start, end, after = one
            slash = after + 1 < len(self.tokens) and self.tokens[after].text == "/" and self._number(after + 1)
            if slash and body == ASSEMBLY:
                found.append((f"{number}/{slash[0]}", start, slash[2]))
                after = slash[3]
            elif slash:
                return []
            else:
                found.append((str(number), start, end))
            i = after
            at = self._next(after)
        body = self._named_after(i) if body in ("", EITHER) and self._named_after(i) else body
        return [m for text, start, end in found if (m := self._mention(text, start, end, body)) is not None]

    def _next(self, i: int) -> int | None:
        """The token where a joined number may begin: after a comma, or with a conjunction."""
        if i >= len(self.tokens):
            return None
        conjunctions = tuple(self.analysis.pack.settings.conjunctions)
        text = self.tokens[i].text
        if text in (",", "\u060c") or text in conjunctions:
            return i + 1
        return i if text.startswith(conjunctions) and text[-1].isdigit() else None

    def _named_after(self, i: int) -> str:
        """The body named right after the number, words of linking between."""
        stop = min(len(self.tokens), i + _AFTER)
        while i < stop:
            start = self.tokens[i].start
            if (match := self.bodies.get(start)) is not None:
                return match.entries[0].value
            link = self.links.get(start)
            if link is None and self.tokens[i].text not in _OPEN:
                return ""
            i = self.analysis.token_at(link.end) if link is not None else i + 1
        return ""

    def _known(self, text: str) -> bool:
        """Whether the Council adopted a resolution of that number on a state that the report names."""
        named = _named(self.analysis)
        return any(named[state] for state in self.analysis.pack.data.resolution_states.get(text, ()))

    def _mention(self, text: str, start: int, end: int, body: str) -> Mention | None:
        if body == ASSEMBLY:
            return Mention(start, end, f"{ASSEMBLY} {text}", "resolution")
        number = int(text) if text.isdigit() else 0
        if not 1 <= number <= self.highest and start not in self.assembly:
            return None
        if body == COUNCIL:
            return Mention(start, end, f"{COUNCIL} {text}", "resolution")
        council = (
            self.organisation and number >= _COUNCIL_ALONE and resolution_year(number, self.analysis.pack.data.resolutions) is not None
        )
        if number < 100 or not (body or self.context or council or self._known(text)):
            return None
        value = ASSEMBLY if start in self.assembly else COUNCIL
        return Mention(start, end, f"{value} {text}", "resolution of a body worked out from its number")
