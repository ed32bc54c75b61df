"""The words of time of a report as one line of symbols, so that small regular expressions can be its grammar.

In: an `Analysis` with tokens and matches. Out: a `Line`: `text` has one letter for each item (a known word of time, a number, a sign; all
other words between them are one `x`), `items` says what each letter stands for. The letters are listed in `SYMBOLS`. No word of a language
is known here: kinds and values come from the pack's entries (lang/<code>/dates.toml).
"""

from __future__ import annotations

import re

import msgspec

from mahdar.packs import Entry, Pack
from mahdar.recognise.analysis import Analysis

# D day number in digits, Y year, N other number, O ordinal, C numeral word, M month, W weekday, R day counted from today, q qualifier,
# P part of a day, V vague, F mark of the future, s verb of saying, x no date, E calendar after a year, the words of `date_word` by value.
SYMBOLS = {
    "month": "M", "weekday": "W", "relative": "R", "ordinal": "O", "numeral": "C", "qualifier": "q", "part_of_day": "P",
    "vague": "V", "future": "F", "no_date": "x", "era": "E", "say": "s", "date_word": "",
}  # fmt: skip
WORDS = {
    "day": "J", "two_days": "K", "days": "u", "month": "S", "year": "A", "week": "Z", "part": "B", "of": "f", "to": "T",
    "between": "b", "in": "p", "ago": "g", "after": "G", "equals": "U", "this": "h", "lasting": "L", "lasted": "l",
    "that_day": "Q",
}  # fmt: skip
SIGNS = {
    "/": "/",
    "\\": "/",
    "-": "-",
    "\u2013": "-",
    "\u2014": "-",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "\u060c": ",",
    ",": ",",
    ".": ".",
}
_BREAKS = frozenset('.!?\u061f\u061b;:\u00ab\u00bb\u201c\u201d"')
_NUMBER = re.compile(r"(?P<before>[^\W\d]*)(?P<first>\d{1,18})(?P<middle>[^\W\d]*)(?P<second>\d{0,18})(?P<after>[^\W\d]*)")


class Item(msgspec.Struct, frozen=True, gc=False):
    """What one symbol stands for: folded range, a number where it has one, the entry where it came from the pack."""

    start: int
    end: int
    value: int = 0
    entry: Entry | None = None


class Line(msgspec.Struct, frozen=True, gc=False):
    """Symbols and their items, index for index."""

    text: str
    items: list[Item]


class Words:
    """Small look-ups made once for a pack: abbreviations of calendars, joined particles, conjunctions; `telling`: words of letters alone
    that are more than an `x`."""

    def __init__(self, pack: Pack) -> None:
        settings = pack.settings
        entries = [e for e in pack.data.entries if e.kind == "era"]
        self.eras = {letters: e for e in entries for letters in e.data.get("letters", "").split("|") if letters}
        self.particles = frozenset(settings.particles)
        self.toward = pack.words["lam"]
        self.conjunctions = tuple(settings.conjunctions)
        self.article = settings.article
        self.telling = frozenset((*self.eras, *self.conjunctions, self.article))


_NOTHING = Item(0, 0)


_MADE: dict[str, Words] = {}


def words_of(pack: Pack) -> Words:
    """The look-ups of a pack, made once for each digest."""
    if pack.digest not in _MADE:
        _MADE[pack.digest] = Words(pack)
    return _MADE[pack.digest]


def number_symbol(digits: str) -> str:
    """D for 1-31, Y for a year of any of the calendars, N for every other number."""
    if len(digits) <= 2:
        return "D" if 1 <= int(digits) <= 31 else "N"
    if len(digits) == 4 and (1900 <= int(digits) <= 2100 or 1300 <= int(digits) < 1500):
        return "Y"
    return "N"


def build(analysis: Analysis) -> Line:
    """The line of a report. Linear in its tokens and matches."""
    words = words_of(analysis.pack)
    known: dict[int, tuple[int, int, str, str, Entry]] = {}
    for match in analysis.matches:
        entry = match.entries[0]
        symbol = SYMBOLS.get(entry.kind)
        if symbol is None:
            continue
        symbol = symbol or WORDS.get(entry.value, "x")
        have = known.get(match.word)
        # the form that begins earlier in its word is the longer reading of it (article included), then the longer one
        if have is None or (match.start, -match.end) < (have[0], -have[1]) or ((match.start, match.end) == have[:2] and symbol == "x"):
            known[match.word] = (match.start, match.end, symbol, match.prefix, entry)
    text = analysis.view.text
    symbols: list[str] = []
    items: list[Item] = []
    last = closing = ""
    skip = 0
    line_end = _line_end(text, 0)
    for token in analysis.tokens:
        start = token.start
        if start < skip:
            continue
        if line_end < start:
            symbols.append("|")
            items.append(_NOTHING)
            last = "|"
            line_end = _line_end(text, start)
        found = known.get(start)
        word = token.text
        if found is None and last == "x" and word.isalpha() and word not in words.telling:
            continue
        if found is not None:
            begin, skip, symbol, prefix, entry = found
            if prefix.startswith(words.conjunctions):
                symbols.append("&")
                items.append(Item(start, begin))
            number = int(entry.value) if symbol in "MWROCq" else int(entry.data.get("count", "0"))
            if symbol == "M" and (closing := _same_month(symbols, items, Item(begin, skip, number, entry))):
                last = "M"
                continue
            symbols.append(symbol)
            items.append(Item(begin, skip, number, entry))
            last = symbol
            continue
        if closing and word == closing:
            # the sign that closes the second name belongs to the pair
            if word == ")":
                items[-1] = msgspec.structs.replace(items[-1], end=token.end)
            closing = ""
            continue
        closing = ""
        if not token.word:
            symbol = SIGNS.get(word) or ("." if word in _BREAKS else "x")
        elif word[0].isdigit() or word[-1].isdigit():
            symbol = _numbers(word, start, words, symbols, items)
            if not symbol:
                last = symbols[-1]
                continue
        elif word == words.article:
            continue
        elif word in words.eras and last == "Y":
            symbols.append("E")
            items.append(Item(start, token.end, 0, words.eras[word]))
            last = "E"
            continue
        elif word in words.conjunctions:
            symbol = "&"
        else:
            symbol = "x"
        if symbol != "x" or last != "x":
            symbols.append(symbol)
            items.append(Item(start, token.end) if symbol != "x" else _NOTHING)
            last = symbol
    return Line("".join(symbols), items)


def _line_end(text: str, start: int) -> int:
    """Where the line ends that holds `start`."""
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _same_month(symbols: list[str], items: list[Item], month: Item) -> str:
    """Takes a second name of the month just before it (with `/`, `-` or a bracket between) into that month's item. Returns the sign that
    would close the pair (a blank where there is none), "" when the two are no pair."""
    back = 2 if symbols and symbols[-1] in "/(-" else 1
    if len(symbols) < back or symbols[-back] != "M":
        return ""
    have = items[-back]
    if (
        have.entry is None
        or month.entry is None
        or have.value != month.value
        or have.entry.data["calendar"] != month.entry.data["calendar"]
    ):
        return ""
    sign = symbols[-1] if back == 2 else ""
    del symbols[len(symbols) - back + 1 :], items[len(items) - back + 1 :]
    # two names side by side prove each other: the one that needs no company counts
    entry = month.entry if "guard" in have.entry.data else have.entry
    items[-1] = Item(have.start, month.end, have.value, entry)
    return {"(": ")", "/": "/"}.get(sign, " ")


def _numbers(word: str, start: int, words: Words, symbols: list[str], items: list[Item]) -> str:
    """Adds the parts of a token that holds digits (`12`, `2015` with a calendar letter, two numbers with a conjunction between them).
    Returns "" when added, "x" when the token is no number."""
    m = _NUMBER.fullmatch(word)
    if m is None or (m["before"] and m["before"] not in words.particles):
        return "x"
    after = m["after"] if m["second"] else m["middle"]
    if (m["second"] and m["middle"] not in words.conjunctions) or (after and after not in words.eras):
        return "x"
    if m["before"].startswith(words.conjunctions):
        symbols.append("&")
        items.append(Item(start, start + len(m["before"])))
    if m["before"] in words.toward and symbols[-1:] == ["D"]:
        # "from 13 to 21 October", the "to" joined to the number
        symbols.append("T")
        items.append(Item(start, start + len(m["before"])))
    symbols.append(number_symbol(m["first"]))
    items.append(Item(start + m.start("first"), start + m.end("first"), int(m["first"])))
    if m["second"]:
        symbols.extend(("&", number_symbol(m["second"])))
        items.append(Item(start + m.start("middle"), start + m.end("middle")))
        items.append(Item(start + m.start("second"), start + m.end("second"), int(m["second"])))
    if after:
        symbols.append("E")
        items.append(Item(start + len(word) - len(after), start + len(word), 0, words.eras[after]))
    return ""
