"""Small questions about the nouns around a verb of saying: what goes on with its subject, what stands between it and its content.

In: the scene and a token index. Out: where the words asked about end or begin, as token index or folded offset.
"""

from __future__ import annotations

from mahdar.frame.saying_scene import COMMAS, Scene

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


def past_aside(scene: Scene, i: int, stop: int) -> int:
    """Token index of a noun behind an aside in commas that follows the subject at once ("…, on Thursday evening, the opening"), else 0."""
    if scene.text_at(i) not in COMMAS:
        return 0
    for j in range(i + 1, min(i + 9, stop - 1)):
        if scene.text_at(j) in COMMAS:
            text = scene.text_at(j + 1)
            noun = scene.tokens[j + 1].word and text not in scene.words.slots and text not in scene.words.that
            return j + 1 if noun and not scene.words.has("preposition", text) and not scene.words.has("transition", text) else 0
    return 0
