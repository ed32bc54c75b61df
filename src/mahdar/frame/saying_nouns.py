"""Small questions about the nouns around a verb of saying: what goes on with its subject, what stands between it and its content.

In: the scene and a token index. Out: where the words asked about end or begin, as token index or folded offset.
"""

from __future__ import annotations

from collections.abc import Container

from mahdar.frame.saying_scene import COMMAS, MARKS, Cue, Scene
from mahdar.frame.saying_who import coordinated

OCCASION = 9  # tokens from the noun of an occasion to what is said
ASIDE = 12  # tokens of an aside between a subject and the noun that is said
SERVED = 5  # words from an office that speaks to the person whom it serves


def purpose(scene: Scene, text: str) -> bool:
    """Whether a word is a common noun behind the joined "for"."""
    words = scene.words
    return text not in words.not_joined["for"] and any(
        text.startswith(letter) and len(text) > len(letter) + 2 and text[len(letter) :] in scene.analysis.pack.common
        for letter in words.joined["for"]
    )


def asserted(scene: Scene, start: int) -> bool:
    """Whether what is spoken about begins with a noun of what is asserted ("the importance of …"): a topic alone is no statement."""
    i = scene.token(start)
    return scene.words.has("object_head", scene.text_at(i)) or i in scene.nouns


def past_asked(scene: Scene, i: int, stop: int) -> int:
    """ "Asked of Y that …": the folded offset behind the party at token i where what is asked begins, else 0."""
    asked = scene.begins(i)
    j = scene.after(asked.end) if asked is not None else stop
    noun = j < stop and scene.tokens[j].word and not scene.words.has("preposition", scene.text_at(j)) and scene.begins(j) is None
    return scene.tokens[j].start if noun else 0


def past_served(scene: Scene, begin: int, stop: int) -> int:
    """Token index behind the person whom the office that speaks serves ("the press office of the president"), else `begin`."""
    for i in range(begin + 1, min(begin + SERVED, stop)):
        actor = scene.begins(i)
        if actor is not None:
            return scene.after(actor.end) if actor.particle.startswith(scene.words.joined["for"]) else begin
    return begin


def past_adverbs(scene: Scene, offset: int) -> int:
    """Token index after adverbs and blanks that follow `offset`; stops before signs."""
    m = scene.words.gap.match(scene.text, offset)
    i = scene.after(offset)
    if m is None:
        return i
    while i < len(scene.tokens) and scene.tokens[i].word and scene.tokens[i].end <= m.end():
        i += 1
    return i


def past_adverbials(scene: Scene, i: int, stop: int, wanted: Container[str]) -> int:
    """Token index behind the adverbials that stand between a subject and what is said without a sign ("in Nairobi", "in a statement that it
    issued yesterday", "during a joint press conference with his counterpart"); `i` where none stands there or one can't be told from it. A
    preposition that the verb wants opens what is said."""
    at = i
    while at < stop and not any(slot in wanted for slot in scene.words.slots.get(scene.text_at(at), ())):
        lead = next((n for n in (2, 1) if scene.words.has("adverbial_lead", " ".join(scene.text_at(at + k) for k in range(n)))), 0)
        nxt = _past_occasion(scene, at + lead, stop) if lead else _past_day(scene, at)
        nxt = max(nxt, 0 if "with" in wanted else _past_place(scene, at))
        nxt = max(nxt, past_adverbs(scene, scene.tokens[at - 1].end))
        if nxt <= at or nxt >= stop:
            break
        at = nxt
    return at


def _past_place(scene: Scene, i: int) -> int:
    """Token index behind a place with a joined "in" at token i, else 0."""
    word = scene.tokens[i].start
    place = next((w for w in scene.analysis.wheres_in(word, scene.tokens[i].end) if w.particle in scene.words.joined["with"]), None)
    return scene.after(place.end) if place is not None else 0


def _past_day(scene: Scene, i: int) -> int:
    """Token index behind a date expression that begins at token i, else `i`."""
    start = scene.tokens[i].start
    found = scene.analysis.whens_in(start, start + 1)
    return scene.after(found[0].end) if found else i


def past_contact(scene: Scene, cue: Cue) -> int:
    """ "Said that X explained, during the call, the reasons of …": the token behind the contact and its comma, where the subject of the clause
    stands right before the verb; else 0."""
    i = cue.after
    subject = scene.actor_at(cue.first - 1 - (scene.text_at(cue.first - 1) in COMMAS))
    if subject is None or cue.joined or scene.text_at(scene.token(subject.start) - 1) not in scene.words.that:
        return 0
    contact = scene.lex.find(i + 1, "cue") if scene.words.has("adverbial_lead", scene.text_at(i)) else None
    entry = contact.get("cue") if contact is not None else None
    if contact is None or entry is None or entry.data.get("class") != "noun" or not scene.lex.has_article(contact):
        return 0
    after = scene.lex.after(contact)
    after += scene.text_at(after) in COMMAS
    return after if scene.begins(after) is None else 0


def _past_occasion(scene: Scene, i: int, stop: int) -> int:
    """Token index behind what an adverbial names: a party with those joined to it, a place, a day, or a noun without the article with its
    adjectives and with who issued it; else 0."""
    words, article = scene.words, scene.analysis.pack.settings.article
    if i >= stop or not scene.tokens[i].word:
        return 0
    party = scene.begins(i)
    if party is not None:
        return 0 if party.particle else scene.after(coordinated(scene, party)[-1].end)
    start = scene.tokens[i].start
    if place := scene.analysis.wheres_in(start, start + 1):
        return scene.after(place[0].end)
    if (past := _past_day(scene, i)) > i:
        return past
    if scene.text_at(i).startswith(article):
        return 0
    last = i
    for k in range(i + 1, min(i + OCCASION, stop)):
        text = scene.text_at(k)
        if (scene.quote_of(scene.tokens[k].start) is not None or text in MARKS) and words.has("occasion_like", scene.text_at(last)):
            continue  # the name of what it was said on
        if not scene.tokens[k].word or text in words.that:
            return 0
        party = scene.begins(k)
        issuer = party is not None and not party.particle and (last == i or words.has("issued_by", scene.text_at(last)))
        if scene.actor_at(k) is not None and not issuer and party is None:
            continue  # within the issuer
        if (
            issuer
            or words.has("issued_by", text)
            or words.has("occasion_like", text)
            or text.endswith(tuple(words.groups.get("nisba", ())))
        ):
            if text.startswith(article) and not issuer:
                return k
            last = k
            continue
        return k if (day := _past_day(scene, k)) == k else day
    return 0


def past_aside(scene: Scene, i: int, stop: int) -> int:
    """Token index of a noun behind an aside in commas that follows the subject at once ("…, on Thursday evening, the opening"), else 0."""
    if scene.text_at(i) not in COMMAS:
        return 0
    for j in range(i + 1, min(i + ASIDE, stop - 1)):
        if scene.text_at(j) in COMMAS:
            text = scene.text_at(j + 1)
            noun = scene.tokens[j + 1].word and text not in scene.words.slots and text not in scene.words.that
            return j + 1 if noun and not scene.words.has("preposition", text) and not scene.words.has("transition", text) else 0
    return 0
