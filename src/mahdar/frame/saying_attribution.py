"""Attribution without a verb of its own: "according to the ministry, …" before what was said, or a phrase of that kind behind it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from mahdar.frame.saying_content import Complement, opens_clause
from mahdar.frame.saying_end import content_end, trim
from mahdar.frame.saying_phrase import Who, phrase
from mahdar.frame.saying_scene import COMMAS, Cue, Scene
from mahdar.frame.saying_who import as_speaker
from mahdar.packs import Entry
from mahdar.recognise.analysis import LONG

_ENTRY = Entry("say", "inform", {"form": "attribution", "takes": "that", "neutral": "True"})
HEADLINE = 16  # tokens of a headline in which the colon behind a name stands
ADDRESSED = 7  # tokens of the outlet that somebody speaks to
_LEAST = 4  # words that a content needs to be more than a remark


class _Verbs:
    """The verbs whose complements make statements, by their places."""

    def __init__(self, founds: list[Complement]) -> None:
        self._cues = [f.cue for f in founds]
        self._furthest = list(accumulate((c.word for c in self._cues), max))  # the cues stand nearly in order
        self._spans = sorted((c.start, c.end) for c in self._cues)
        self._by_sentence: dict[int, list[Cue]] = {}
        for cue in self._cues:
            self._by_sentence.setdefault(cue.sentence, []).append(cue)

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them stands in folded [start, end), in part or whole."""
        low = bisect_left(self._spans, (start - LONG,))
        return any(b > start for _, b in self._spans[low : bisect_left(self._spans, (end,), low)])

    def of(self, sentence: int) -> list[Cue]:
        """Those of a sentence."""
        return self._by_sentence.get(sentence, [])

    def behind(self, offset: int) -> Iterator[Cue]:
        """Those behind an offset, in the order of the statements."""
        first = bisect_right(self._furthest, offset)
        return (c for k in range(first, len(self._cues)) if (c := self._cues[k]).word > offset)


def attributions(scene: Scene, founds: list[Complement]) -> list[tuple[Complement, Who]]:
    """Statements that a phrase of attribution makes; `founds` are those of verbs, which keep what is theirs."""
    out: list[tuple[Complement, Who]] = []
    verbs = _Verbs(founds)
    for m in scene.attributions.between(0, len(scene.text)):
        sentence = scene.analysis.sentence_of(m.start())
        if sentence < 0 or scene.quote_of(m.start()):
            continue
        begin, end = scene.analysis.sentences[sentence]
        first = scene.token(m.start())
        if scene.words.has("not_source", scene.text_at(scene.after(m.end()))):
            continue
        if verbs.hold(m.start(), m.end()):
            continue
        gap = scene.words.gap.match(scene.text, m.end())
        at = scene.after(gap.end() if gap else m.end())
        who = _source(scene, at, m.end(), scene.after(end))
        if who is None:
            continue
        cue = Cue(m.start(), m.start(2), m.end(2), first, at, [_ENTRY], bool(m.group(1)), "", sentence)
        lead = scene.text[begin : m.start()]
        found = _behind(scene, cue, who, verbs) if scene.words.before.fullmatch(lead) else _ahead(scene, cue, who, verbs)
        if found is not None:
            out.append((found, who))
    return out


def heads_clause(scene: Scene, found: Complement) -> bool:
    """Whether an attribution stands before a clause or quotation that is the source's own ("according to a diplomat, the delegation …")."""
    first = scene.after(found.start)
    clause = found.quote is not None or opens_clause(scene, first) or scene.words.has("consequence", scene.text_at(first))
    return clause and found.start > found.cue.word


def headline(scene: Scene) -> tuple[Complement, Who] | None:
    """A headline of the form "name: words", also with the outlet that they were said to ("the minister to "X": words")."""
    end = scene.analysis.title_end
    if not end or not scene.actors:
        return None
    last = scene.after(end)
    colon = next((i for i in range(min(last, HEADLINE)) if scene.text_at(i) == ":"), last)
    if colon + _LEAST > last:
        return None
    who = _named_first(scene, colon)
    if who is None:
        return None
    start = colon + 1
    quote = scene.opens.get(start)
    cue = Cue(scene.tokens[colon].start, scene.tokens[colon].start, scene.tokens[colon].end, colon, start, [_ENTRY], False, "", 0)
    at = quote[0] if quote is not None else scene.tokens[start].start
    found = Complement(cue, _ENTRY, "colon", start, at, "inform", None, quote)
    found.end = quote[1] if quote is not None else trim(scene, at, end)
    return found, who


def _named_first(scene: Scene, colon: int) -> Who | None:
    """Who is named before the colon of a headline: a party, or a family name that the report tells the person of."""
    actor, first = scene.actors[0], scene.after(0)
    if scene.token(actor.start) != first:
        found = phrase(scene, 0, colon, True)
        return found if found is not None and found.speaker.role is not None and scene.after(found.end) == colon and found.reads else None
    i = scene.after(actor.end)
    if i != colon and not (scene.text_at(i).startswith(scene.words.joined["for"]) and colon - i <= ADDRESSED):
        return None
    return as_speaker(scene, actor, "said", "name before the colon of a headline", 0.7)


def _source(scene: Scene, i: int, offset: int, stop: int) -> Who | None:
    """The one named behind the phrase."""
    actor = scene.actor_at(i)
    if actor is not None and actor.start <= scene.tokens[i].start + 3:
        return as_speaker(scene, actor, "said", "source named in an attribution", 0.7)
    if i < stop and scene.text_at(i) in scene.words.slots:
        return None
    return phrase(scene, offset, stop, False)


def _behind(scene: Scene, cue: Cue, who: Who, verbs: _Verbs) -> Complement | None:
    """The content behind an attribution that opens the sentence: from the clause opener, or from the comma."""
    stop = scene.after(scene.sentence_end(cue.sentence))
    start = -1
    for i in range(scene.after(who.end), min(stop, scene.after(who.end) + 25)):
        # behind a comma only a clause that a conjunction opens goes with the source ("according to the ministry, so and so, then …")
        joined = start in (-1, i) or scene.words.bare(scene.text_at(i)) != scene.text_at(i)
        if (opens_clause(scene, i) and joined) or scene.words.has("consequence", scene.text_at(i)):
            start = i
            break
        if scene.text_at(i) in COMMAS and start < 0:
            start = i + 1
    if start < 0 or start >= stop:
        return None
    mark = start
    quote = scene.opens.get(start)
    if opens_clause(scene, start):
        quote = None
    at = quote[0] if quote is not None else scene.tokens[start].start
    if any(c.word <= at for c in verbs.of(cue.sentence)):
        return None
    if scene.words.has("consequence", scene.text_at(start)) and any(c.first == start + 1 for c in verbs.of(cue.sentence)):
        return None  # "according to the ministry, the minister has stressed": the innermost counts
    found = Complement(cue, _ENTRY, "that", mark, at, "inform", None, quote)
    found.end = content_end(scene, found, verbs.behind(at))
    clause = opens_clause(scene, start) or scene.words.has("consequence", scene.text_at(start))
    return found if scene.after(found.end) - scene.after(found.start) >= _LEAST - clause else None


def _ahead(scene: Scene, cue: Cue, who: Who, verbs: _Verbs) -> Complement | None:
    """The content before an attribution: the clause from the beginning of the sentence, or the quotation that ends right there. One set
    between commas in the middle of a clause speaks of the whole clause."""
    begin = scene.analysis.sentences[cue.sentence][0]
    if any(c.word < cue.word for c in verbs.of(cue.sentence)):
        return None
    lead = scene.words.before.match(scene.text, begin)
    start = lead.end() if lead else begin
    end = trim(scene, start, cue.word)
    first = scene.cue_at.get(scene.after(start))
    if first is not None and first.form == "finite" and "weak" not in first.entries[0].data:
        return None  # "the minister explained - at the meeting, according to the agency - the …": a verb of saying still to be completed
    quote = next(((a, b) for a, b in scene.quotes_in(end - 2, end + 1) if begin <= a and b <= end), None)
    if quote is not None and scene.after(quote[1]) - scene.after(quote[0]) >= _LEAST:
        start, end = quote
    else:
        quote = None
    found = Complement(cue, _ENTRY, "that", scene.after(start), start, "inform", None, quote)
    found.end = end
    short = scene.after(end) - scene.after(start) < _LEAST
    if short and scene.text_at(scene.after(who.end)) in COMMAS and scene.text_at(cue.first - 1) in COMMAS:
        close = scene.sentence_end(cue.sentence)
        found.end = trim(scene, who.end, close)
        return (
            found
            if scene.after(found.end) - scene.after(who.end) > _LEAST and not any(cue.word < c.word < close for c in verbs.of(cue.sentence))
            else None
        )
    return None if short else found
