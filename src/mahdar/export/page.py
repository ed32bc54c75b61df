"""The minutes as one HTML page that needs nothing else: style and script are inside, no address is loaded, everything is escaped.

Records go in, the page comes out. Beside the minutes stands the report's text, cut into stretches; a stretch knows which values were read
from it (`data-e`), a value knows its evidence the same way, and the script lights up one when the other is pointed at.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from itertools import pairwise

import msgspec

from mahdar.export.minutes import Block, Cell, Line, Minutes, minutes, plain
from mahdar.model import Evidence, Record


class _Numbers(msgspec.Struct):
    """Numbers the pieces of evidence of one record, so that text and values can point at each other."""

    known: dict[tuple[int, int], int] = {}

    def of(self, e: Evidence) -> int:
        return self.known.setdefault((e.start, e.end), len(self.known))


def _title(evidence: list[Evidence]) -> str:
    """What hovering a value tells: how it is known, the rule, and the reason where there is one."""
    told = (f"{e.how} \u00b7 rule {e.rule}" + (f" \u00b7 {e.reason}" if e.reason else "") for e in evidence)
    return "\n".join(dict.fromkeys(told))


def _value(cell: Cell, numbers: _Numbers) -> str:
    text = escape(cell.text)
    direction = ' dir="auto"' if cell.copied else ""
    note = f' <span class="how">{escape(cell.note)}</span>' if cell.note else ""
    if not cell.evidence:
        return f'<bdi class="plain"{direction}>{text}</bdi>{note}'
    marks = " ".join(str(n) for n in dict.fromkeys(numbers.of(e) for e in cell.evidence))
    copied = " copied" if cell.copied else ""
    title = escape(_title(cell.evidence))
    return f'<button type="button" class="v{copied}"{direction} data-e="{marks}" title="{title}">{text}</button>{note}'


def _row(cells: list[Cell], numbers: _Numbers) -> str:
    return "".join((escape(c.before) if n else "") + _value(c, numbers) for n, c in enumerate(cells))


def _line(line: Line, numbers: _Numbers) -> str:
    rows = "".join(f"<li>{_row(row, numbers)}</li>" for row in line.rows)
    return f"<dt>{escape(line.label)}</dt><dd><ul>{rows}</ul></dd>"


def _block(block: Block, numbers: _Numbers, css: str) -> str:
    heading = (
        _row(block.heading, numbers) if css == "engagement" else _value(block.heading[0], numbers) + " " + _row(block.heading[1:], numbers)
    )
    lines = "".join(_line(line, numbers) for line in block.lines)
    return f'<section class="block {css}" title="confidence {block.confidence:.2f}"><h3>{heading}</h3><dl>{lines}</dl></section>'


def _text(record: Record, numbers: _Numbers) -> str:
    """The report's text in stretches, cut wherever evidence, residue or the outlet's own voice begins or ends."""
    text = record.report.text
    title = record.report.title
    marks = [
        *((a, b, f"e{n}") for (a, b), n in numbers.known.items()),
        *((r.start, r.end, f"r{r.kind}") for r in record.report.residue),
        *((v.start, v.end, "o") for v in record.own_voice if v.loaded),
        *([(title.start, title.end, "t")] if title else []),
    ]
    begin: dict[int, list[str]] = {}
    end: dict[int, list[str]] = {}
    for a, b, token in marks:
        if 0 <= a < b <= len(text):
            begin.setdefault(a, []).append(token)
            end.setdefault(b, []).append(token)
    points = sorted({0, len(text), *begin, *end})
    open_now: list[str] = []
    out = []
    for a, b in pairwise(points):
        for token in end.get(a, []):
            open_now.remove(token)
        open_now += begin.get(a, [])
        out.append(_stretch(text[a:b], open_now))
    return "".join(out)


def _stretch(text: str, tokens: list[str]) -> str:
    body = escape(text)
    if not tokens:
        return body
    numbers = [t[1:] for t in tokens if t[0] == "e"]
    kinds = sorted({t[1:] for t in tokens if t[0] == "r"})
    css = [
        *(["w"] if numbers else []),
        *(["residue"] if kinds else []),
        *(["voice"] if "o" in tokens else []),
        *(["head"] if "t" in tokens else []),
    ]
    title = (
        f' title="not part of the story: {escape(", ".join(map(plain, kinds)))}"'
        if kinds
        else ' title="the outlet\'s own voice"'
        if "o" in tokens
        else ""
    )
    data = f' data-e="{" ".join(numbers)}"' if numbers else ""
    return f'<span class="{" ".join(css)}"{data}{title}>{body}</span>'


def _direction(language: str) -> str:
    return "rtl" if language in ("ar", "fa", "he", "ur", "ps", "ckb") else "ltr"


def _article(record: Record, m: Minutes, number: int) -> str:
    numbers = _Numbers({})
    blocks = [_block(b, numbers, "engagement") for b in m.engagements] or ['<p class="none">No contact between parties was found.</p>']
    if m.statements:
        blocks += ["<h2>Said</h2>", *(_block(b, numbers, "statement") for b in m.statements)]
    if m.warnings:
        blocks.append('<ul class="warnings">' + "".join(f"<li>{escape(w)}</li>" for w in m.warnings) + "</ul>")
    text = _text(record, numbers)
    lang = escape(record.language)
    direction = _direction(record.language)
    return (
        f'<article id="r{number}"><header><h2 lang="{lang}" dir="{direction}">{escape(m.title)}</h2>'
        f"<p>{escape(m.id)} &middot; {' &middot; '.join(map(escape, m.head))}</p></header>"
        f'<div class="sheet"><div class="minutes">{"".join(blocks)}</div>'
        f'<div class="text" lang="{lang}" dir="{direction}">{text}</div></div></article>'
    )


def _entry(m: Minutes, number: int) -> str:
    kinds = ", ".join(b.heading[0].text for b in m.engagements) or "no contact"
    return f'<li><a href="#r{number}"><bdi>{escape(m.title)}</bdi></a> <span>{escape(kinds)}</span></li>'


def page(records: Iterable[Record], *, heading: str = "Minutes", closing: str = "") -> str:
    """A whole page with the minutes of all records, in their order. `closing` is markup that stands below them."""
    laid = [(record, minutes(record)) for record in records]
    here = files("mahdar.export")
    style, script = ((here / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    engagements = sum(len(m.engagements) for _, m in laid)
    statements = sum(len(m.statements) for _, m in laid)
    made = sorted({f"mahdar {r.program}, packs {r.packs}" for r, _ in laid})
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(heading)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header class="top"><h1>{escape(heading)}</h1><p>{len(laid)} reports, {engagements} engagements, {statements} statements. '
        "Point at a value to see the words it was read from; click to keep them lit. "
        "Grey text is page furniture, not part of the story.</p></header>\n"
        f"<nav><ol>{''.join(_entry(m, n) for n, (_, m) in enumerate(laid, 1))}</ol></nav>\n<main>\n"
        + "\n".join(_article(record, m, n) for n, (record, m) in enumerate(laid, 1))
        + f"\n{closing}</main>\n<footer>{escape('; '.join(made))}</footer>\n<script>\n{script}</script>\n</body>\n</html>\n"
    )
