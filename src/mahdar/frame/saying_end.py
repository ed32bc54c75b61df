"""What was said: where its content ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mahdar.frame.saying_content import Complement
from mahdar.frame.saying_relayed import taken_up
from mahdar.frame.saying_scene import COMMAS, MARKS, NAMED, Cue, Scene
from mahdar.packs import Entry

_TRIM = " \n\t\u060c,.\u061b;:-–—"
_DOTS = re.compile(r"\.\.+")
_SPOKEN = Entry("say", "inform", {"form": "speech", "takes": "speech", "neutral": "True"})
_ASIDE = COMMAS | MARKS


def _carried_on(scene: Scene, i: int) -> int:
    """Token index where words that carry the report on begin right before token i ("while", "at a time when"), else `i`."""
    for n in (1, 2):
        if i >= n and scene.words.has("transition", " ".join(scene.text_at(k) for k in range(i - n, i))):
            return i - n
    return i


def _quoted_before(scene: Scene, i: int) -> bool:
    """Whether a quotation of more words than a name has closes right before token i."""
    close = scene.tokens[i - 1].start
    return any(b <= close <= b + 1 and scene.after(b) - scene.after(a) > NAMED for a, b in scene.quotes_in(close - 1, close + 1))


def boundary(scene: Scene, cue: Cue) -> int | None:
    """Token index where what was said before ends because this cue begins, or None where the cue is part of it; worked out once."""
    if id(cue) not in scene.boundaries:
        scene.boundaries[id(cue)] = _boundary(scene, cue)
    return scene.boundaries[id(cue)]


def _boundary(scene: Scene, cue: Cue) -> int | None:
    i = cue.first
    before = scene.text_at(i - 1)
    form = cue.form
    if form == "participle":
        return i - 1 if scene.words.has("transition", before) else i
    if form == "noun":
        return None
    carried = _carried_on(scene, i)
    if carried < i:
        return carried
    if (other := scene.turned_to(cue)) is not None:
        return scene.token(other.start) - 1
    if cue.joined or before in COMMAS or (before in MARKS and _quoted_before(scene, i)):
        return i
    subject = scene.actor_at(i - 1)
    if subject is not None:
        j = scene.token(subject.start)
        if (carried := _carried_on(scene, j)) < j:
            return carried
    switch = [
        m
        for m in scene.words.switch.finditer(scene.text, max(0, cue.word - 40), cue.word)
        if not scene.text[m.end() : cue.word].strip(_TRIM)
    ]
    return scene.after(switch[-1].start()) if switch else None


def _closes_aside(scene: Scene, found: Complement, cue: Cue) -> bool:
    """Whether the comma before a verb closes a relative clause of the party that opens what is said, whose verb it is ("said that X, who …,
    stressed")."""
    if cue.joined or cue.form != "finite" or scene.text_at(cue.first - 1) not in COMMAS:
        return False
    first = scene.after(found.start)
    first += scene.text_at(first) in scene.words.that
    party = scene.begins(first)
    if party is None:
        return False
    i = scene.after(party.end)
    return (
        scene.text_at(i) in COMMAS
        and scene.lex.relative(i + 1)
        and not any(scene.text_at(k) in COMMAS for k in range(i + 1, cue.first - 1))
    )


def content_end(scene: Scene, found: Complement, later: Iterable[Cue]) -> int:
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
    for a, b in scene.quotes_from(found.start):
        # a quotation begun in the content goes on to its own end
        if a >= end:
            break
        end = b + 1 if end < b else end
    up = taken_up(scene, scene.after(found.start) + 1, scene.after(end))
    if up and not scene.quote_of(scene.tokens[up[0]].start):
        end = scene.tokens[up[0]].start
    for cue in later:
        if cue.word >= end:
            break
        if cue.word <= found.start or scene.quote_of(cue.word):
            continue
        i = None if _closes_aside(scene, found, cue) else boundary(scene, cue)
        if i is not None and scene.tokens[i].start > found.start:
            end = scene.tokens[i].start
            break
    if found.slot not in ("that", "speech", "colon"):
        end = _own_voice(scene, found.start, end)
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


def _own_voice(scene: Scene, start: int, end: int) -> int:
    """Where behind a noun the report goes on in its own voice without a sign between ("rejected the plan and the mood was tense"), else `end`."""
    for i in range(scene.after(start) + 1, scene.after(end)):
        token = scene.tokens[i]
        if scene.words.has("own_voice", token.text) and not scene.quote_of(token.start):
            return token.start
    return end


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
            if (last in MARKS and not any(b <= end <= b + 2 for _, b in scene.quotes_in(max(start, end - 2), end + 1))) or last == "(":
                end -= 1
                continue
            break
        else:
            break
    return end


def spoken_behind(scene: Scene, found: Complement) -> Complement | None:
    """The quotation behind a colon at the end of what a verb tells, a statement of its own ("voiced his regret in a letter: "words""). The
    content of the verb is cut at the colon."""
    if found.quote is not None or found.slot in ("that", "speech", "colon"):
        return None
    for i in range(scene.after(found.start) + 1, scene.after(found.end)):
        quote = scene.opens.get(i + 1) if scene.text_at(i) == ":" else None
        if quote is None or scene.quote_of(scene.tokens[i].start) is not None or scene.after(quote[1]) - scene.after(quote[0]) <= NAMED:
            continue
        colon = scene.tokens[i]
        found.end = trim(scene, found.start, colon.start)
        cue = Cue(colon.start, colon.start, colon.end, i, i + 1, [_SPOKEN], False, "", found.cue.sentence)
        return Complement(cue, _SPOKEN, "speech", i, quote[0], "inform", None, quote, quote[1])
    return None
