"""What was said: where its content ends."""

from __future__ import annotations

import re

from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_scene import COMMAS, MARKS, Cue, Scene

_TRIM = " \n\t\u060c,.\u061b;:-–—"
_DOTS = re.compile(r"\.\.+")
_ASIDE = COMMAS | MARKS


def boundary(scene: Scene, cue: Cue) -> int | None:
    """Token index where what was said before ends because this cue begins, or None where the cue is part of it."""
    i = cue.first
    before = scene.text_at(i - 1)
    form = cue.form
    if form == "participle":
        return i - 1 if scene.words.has("transition", before) else i
    if form == "noun":
        return None
    if scene.words.has("transition", before):
        return i - 1
    if cue.joined or before in COMMAS:
        return i
    subject = scene.actor_at(i - 1)
    if subject is not None:
        j = scene.token(subject.start) - 1
        if scene.words.has("transition", scene.text_at(j)):
            return j
    switch = [
        m
        for m in scene.words.switch.finditer(scene.text, max(0, cue.word - 40), cue.word)
        if not scene.text[m.end() : cue.word].strip(_TRIM)
    ]
    return scene.after(switch[-1].start()) if switch else None


def _closes_aside(scene: Scene, found: Complement, cue: Cue) -> bool:
    """Whether the comma before a verb closes a relative clause of the party that opens what is said, whose verb it is ("said that X, who …,
    stressed")."""
    first = scene.after(found.start)
    first += scene.text_at(first) in scene.words.that
    party = scene.begins(first)
    if party is None or cue.joined or cue.form != "finite" or scene.text_at(cue.first - 1) not in COMMAS:
        return False
    i = scene.after(party.end)
    return (
        scene.text_at(i) in COMMAS
        and scene.lex.relative(i + 1)
        and not any(scene.text_at(k) in COMMAS for k in range(i + 1, cue.first - 1))
    )


def content_end(scene: Scene, found: Complement, later: list[Cue]) -> int:
    """Folded offset where the content of a complement ends. `later` are the cues behind it that report something, in order."""
    if found.quote is not None:
        return found.quote[1]
    end = scene.sentence_end(found.cue.sentence)
    told = scene.telling_of(found.cue.word)
    if told is not None:
        end = min(end, told[1])
    if found.cue.form == "noun":
        # "for all his stressing of …, X said": the main clause begins
        last = scene.after(end)
        main = next((i for i in range(scene.after(found.start), last) if scene.words.has("consequence", scene.text_at(i))), last)
        end = scene.tokens[main].start if main < last else end
    for a, b in scene.analysis.quotations:
        # a quotation begun in the content goes on to its own end
        if found.start <= a < end < b:
            end = b + 1
    for cue in later:
        if cue.word <= found.start or cue.word >= end or scene.quote_of(cue.word):
            continue
        i = None if _closes_aside(scene, found, cue) else boundary(scene, cue)
        if i is not None and scene.tokens[i].start > found.start:
            end = scene.tokens[i].start
            break
    for m in _DOTS.finditer(scene.text, found.start, end):
        if not scene.quote_of(m.start()) and scene.text[m.end() : m.end() + 1] != ")":
            end = m.start()
            break
    for phrases in (scene.ends, scene.attributions):
        for m in phrases.between(found.start, end):
            aside = phrases is scene.ends or (m.start() > found.start and scene.text[m.start() - 2 : m.start()].rstrip()[-1:] in _ASIDE)
            if aside and not scene.quote_of(m.start()) and not scene.words.has("not_source", scene.text_at(scene.after(m.end()))):
                end = m.start()
                break
    return trim(scene, found.start, end)


def trim(scene: Scene, start: int, end: int) -> int:
    """Drops signs and an opened mark at the end of a content."""
    text = scene.text
    end = min(end, len(text))
    while end > start:
        last = text[end - 1]
        if last in _TRIM:
            end -= 1
        elif last in MARKS or last in "()":
            # a closing mark stays where its quotation began inside the content
            if (last in MARKS and not any(b <= end <= b + 2 for a, b in scene.analysis.quotations if start <= b)) or last == "(":
                end -= 1
                continue
            break
        else:
            break
    return end
