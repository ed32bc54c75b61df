"""Documents that a report cites: known names of accords and processes, and resolutions by their number.

In: an `Analysis` with tokens and matches. Out: `Mention`s by place, with values `UNSC 2254` and `UNGA 181` for resolutions in figures or in
words. A number counts as one only after a word for resolution and with a body of the United Nations named: beside it, or elsewhere in
the report when the number has three or four figures; or with the state named that the Council's resolution of that number is on. Which
year a number of the Security Council belongs to is in world/resolutions.tsv. A name that several documents have, or that is none by
itself, counts with a party of the document named (`beside` in lang/<code>/documents.tsv).
"""

from __future__ import annotations

import re
from collections import Counter

from mahdar.recognise.analysis import Analysis, Mention
from mahdar.recognise.matcher import Match
from mahdar.text import Token

COUNCIL, ASSEMBLY, EITHER = "UNSC", "UNGA", "UN"
# How many tokens may lie between the word and its number, or between the number and the body named after it.
_REACH = 14
_AFTER = 5
_DIGITS = re.compile(r"(?P<before>[^\W\d]*)(?P<number>\d{1,4})")
_OPEN = frozenset('()[]\u00ab\u00bb"\u201c\u201d')
_LIST = frozenset(",\u060c/-")
# No resolution is numbered higher as long as the table has no row for it; a session of the Assembly and a number stand as 67/19.
_MARGIN = 150
_COUNCIL_ALONE = 1000  # numbers of the Council's resolutions since 1994; the Assembly's of four figures ended in 1976


def resolution_year(number: int, table: list[tuple[int, int, int]]) -> int | None:
    """The year in which the Security Council adopted resolution `number`; `table` has rows (year, first, last)."""
    for year, first, last in table:
        if first <= number <= last:
            return year
    return None


def find_documents(analysis: Analysis) -> list[Mention]:
    """All documents, by place."""
    out = [Mention(m.start, m.end, value, "document") for m in analysis.of("document") if (value := _meant(analysis, m))]
    words = analysis.of("resolution_word")
    if words:
        taken = {(m.start, m.value) for m in out}
        out.extend(m for m in _Resolutions(analysis).find(words) if (m.start, m.value) not in taken)
        out.sort(key=lambda m: (m.start, -m.end))
    return out


def _meant(analysis: Analysis, match: Match) -> str:
    """The document that a form means: one that needs a party named beside it ("the Doha accord", of Lebanon or of Afghanistan) counts only
    where the report names that party, and then before one that needs none. Empty where two remain."""
    entries = [e for e in match.entries if e.kind == "document"]
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
        self.assembly = {m.start for m in analysis.of("assembly_number")}
        # an adjective ("international") names no body by itself; a council or the organisation named anywhere is context
        named = [m for m in self.bodies.values() if m.end - m.start > 8]
        self.context = any(m.entries[0].value != EITHER for m in named)
        # the organisation alone is context for a number of four figures: only the Security Council counts so far
        self.organisation = bool(named)
        rows = analysis.pack.data.resolutions
        self.highest = max((last for *_, last in rows), default=2800 - _MARGIN) + _MARGIN

    def find(self, words: list[Match]) -> list[Mention]:
        out: list[Mention] = []
        reached = -1
        for word in words:
            if word.start < reached:
                continue
            found = self._after(word)
            if found:
                reached = found[-1].end
                out.extend(found)
        return out

    def _after(self, word: Match) -> list[Mention]:
        tokens, i = self.tokens, self.analysis.token_at(word.end)
        stop, body = min(len(tokens), i + _REACH), ""
        while i < stop:
            token = tokens[i]
            match = self.bodies.get(token.start) or self.links.get(token.start)
            if "\n" in self.analysis.view.text[tokens[i - 1].end : token.start]:
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
            if m["before"] and m["before"] not in self.analysis.pack.settings.particles:
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
