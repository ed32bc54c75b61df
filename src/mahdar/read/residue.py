"""Page furniture: which stretches of a report are not its story. Line by line over the folded text; linear."""

from __future__ import annotations

import re

from mahdar.model import Residue, Span
from mahdar.read.rules import SHORT, ResidueRules
from mahdar.text import Folded

HEAD = 8  # the first lines (not counting empty ones) count as the head of a page
FOOT = 12  # and the last ones as its foot
_REACH = 420  # code points of a line's end in which a furniture tail is looked for
_HEADLINE = 140  # code points: lines after "read also" are headlines up to this length
_BLOCK = 12
_NOT_LETTERS = re.compile(r"[\W_]+")


class Line:
    """A line of the report: stored span, folded text, and the part of it (folded offsets in the line) that is story."""

    __slots__ = ("a", "b", "end", "fold", "fold_start", "start", "taken")

    def __init__(self, start: int, end: int, fold: str, fold_start: int) -> None:
        self.start, self.end, self.fold, self.fold_start = start, end, fold, fold_start
        self.a, self.b = 0, len(fold)
        self.taken = False

    def empty(self) -> bool:
        return self.start == self.end

    def story(self) -> str:
        return self.fold if self.b - self.a == len(self.fold) else self.fold[self.a : self.b]


class Marks:
    """The lines of a report and what was marked on them so far."""

    def __init__(self, text: str, view: Folded) -> None:
        self.text, self.view = text, view
        self.lines: list[Line] = []
        self.found: list[Residue] = []
        at = fold_at = 0
        for raw, fold in zip(text.split("\n"), view.text.split("\n"), strict=True):
            body = raw.strip()
            start = at + (len(raw) - len(raw.lstrip())) if body else at
            self.lines.append(Line(start, start + len(body), fold, fold_at))
            at += len(raw) + 1
            fold_at += len(fold) + 1
        self.full = [line for line in self.lines if not line.empty()]

    def span(self, line: Line, a: int, b: int) -> Span:
        """Stored span, blanks trimmed, of folded offsets [a, b) in the line; the line's own edges keep the marks that folding drops."""
        length = len(line.fold)
        whole = self.view.span(line.fold_start + a, line.fold_start + b) if a < b else Span(line.start, line.start)
        start = line.start if a <= 0 else whole.start
        end = line.end if b >= length else whole.end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Span(start, end)

    def take(self, line: Line, kind: str) -> None:
        """Marks the whole line (what is left of it)."""
        span = self.span(line, line.a, line.b)
        if span.start < span.end:
            self.found.append(Residue(span.start, span.end, kind))
        line.taken = True

    def take_start(self, line: Line, b: int, kind: str | None) -> Span:
        """Cuts [a, b) off the line's beginning and marks it, if it is furniture (`kind` given)."""
        span = self.span(line, line.a, b)
        if kind and span.start < span.end:
            self.found.append(Residue(span.start, span.end, kind))
        line.a = b
        self._empty(line)
        return span

    def take_end(self, line: Line, a: int, kind: str) -> Span:
        """Cuts [a, end) off the line's end and marks it."""
        span = self.span(line, a, line.b)
        if span.start < span.end:
            self.found.append(Residue(span.start, span.end, kind))
        line.b = a
        self._empty(line)
        return span

    def _empty(self, line: Line) -> None:
        if not any(c.isalnum() for c in line.fold[line.a : line.b]):
            if line.a < line.b:
                rest = self.span(line, line.a, line.b)
                self.found += [Residue(rest.start, rest.end, "separator")] if rest.start < rest.end else []
            line.taken = True

    def open(self) -> list[Line]:
        """Lines with story left on them."""
        return [line for line in self.full if not line.taken]


def headline_key(fold: str) -> str:
    """Letters and digits alone: how two printings of a headline are compared."""
    return _NOT_LETTERS.sub("", fold)


def mark_headlines(marks: Marks, title: Line) -> None:
    """Marks lines that print the headline again."""
    key = headline_key(title.fold)
    if len(key) < 8:
        return
    for line in marks.full:
        if line is title or line.taken or len(line.fold) > len(title.fold) + 80:
            continue
        words = line.fold.split()
        # Whatever part of the headline a line repeats, its last word is in the headline: saves most lines the comparison.
        if not words or _NOT_LETTERS.sub("", words[-1]) not in key:
            continue
        other = headline_key(line.fold)
        same = other == key or (len(other) >= 20 and (key.endswith(other) or key.startswith(other)))
        if same or (len(key) >= 20 and other.endswith(key) and len(other) - len(key) <= 25):
            marks.take(line, "headline_again")


def mark_lines(marks: Marks, rules: ResidueRules, title: Line | None) -> None:
    """Marks whole lines, beginnings of lines in the head, blocks of links."""
    whole, total = rules.whole, len(marks.full)
    raw, anywhere, block, rest = (whole.get(p) for p in ("raw", "line", "block", "rest"))
    head, foot, start = whole.get("head"), whole.get("foot"), whole.get("start")
    blocks: list[tuple[int, str]] = []
    for n, line in enumerate(marks.full):
        if line.taken or line is title:
            continue
        if n < HEAD and start and (m := start.match(line.fold)) and m.end():
            marks.take_start(line, m.end(), _kind(m, rules))
            if line.taken:
                continue
        if line.end - line.start > SHORT:
            continue
        fold = line.story().strip()
        hit = (
            (raw and raw.fullmatch(marks.text, line.start, line.end))
            or (anywhere and anywhere.fullmatch(fold))
            or (n < HEAD and head and head.fullmatch(fold))
            or (total - n <= FOOT and foot and foot.fullmatch(fold))
        )
        if hit:
            marks.take(line, _kind(hit, rules))
        elif block and (m := block.fullmatch(fold)):
            marks.take(line, _kind(m, rules))
            blocks.append((n, _kind(m, rules)))
        elif rest and line.start * 2 >= len(marks.text) and (m := rest.fullmatch(fold)):
            for later in marks.full[n:]:
                if not later.taken:
                    marks.take(later, _kind(m, rules))
    # Only now, so that furniture among the links keeps its own kind.
    for n, kind in blocks:
        _take_block(marks, n, kind)


def _kind(m: re.Match[str], rules: ResidueRules) -> str:
    return rules.rule[int((m.lastgroup or "r0")[1:])].kind


def _take_block(marks: Marks, n: int, kind: str) -> None:
    for later in marks.full[n + 1 : n + 1 + _BLOCK]:
        if later.taken:
            continue
        if len(later.fold) > _HEADLINE or later.fold.rstrip().endswith((".", ":", "،")):
            return
        marks.take(later, kind)


def mark_ends(marks: Marks, rules: ResidueRules, title: Line | None) -> None:
    """Marks furniture that stands at the end of a line of story, from the last line up."""
    last = True
    for line in reversed(marks.full):
        if line.taken or line is title:
            continue
        for _ in range(4):
            if not _cut_end(marks, line, rules, last=last) or line.taken:
                break
        last = last and line.taken


def _cut_end(marks: Marks, line: Line, rules: ResidueRules, *, last: bool) -> bool:
    low = max(line.a, line.b - _REACH)
    part = line.fold[low : line.b].rstrip()
    for rule, cues, pattern in rules.ends:
        if rule.place == "tail" and not last:
            continue
        for cue in cues:
            if cue in part:
                break
        else:
            continue
        m = pattern.search(part)
        if m and m.end() == len(part) and m.start() < m.end():
            marks.take_end(line, low + m.start(), rule.kind)
            return True
    return False
