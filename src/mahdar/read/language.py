"""The language of a text, by its letters and a few function words. Cheap: looks at the first letters only."""

from __future__ import annotations

import re

from mahdar.model import INFERRED, SAID, Value
from mahdar.read.rules import LanguageSigns, ResidueRules

_SAMPLE = 900  # code points
_SCRIPTS = {
    "arabic": re.compile("[\u0620-\u06ff]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]+"),
    "cyrillic": re.compile("[\u0400-\u04ff]+"),
    "hebrew": re.compile("[\u05d0-\u05ea]+"),
}
UNKNOWN = "und"


def language(text: str, given: str | None, rules: ResidueRules) -> Value:
    """ISO 639-1 code: as given with the report, else by script, letters and function words (`und` where they do not tell)."""
    if given and given.strip():
        return Value(given.strip().lower()[:12], SAID)
    sample = text[:_SAMPLE]
    runs = {script: pattern.findall(sample) for script, pattern in _SCRIPTS.items()}
    letters = {script: sum(map(len, found)) for script, found in runs.items()}
    script = max(letters, key=lambda s: letters[s])
    if not letters[script]:
        return Value(UNKNOWN, INFERRED, reasons=["no letters of a known script"])
    words = [w.lower() for w in runs[script]]
    joined = "".join(words)
    scores = [(_score(signs, words, joined), signs.code) for signs in rules.language if signs.script == script]
    best = max(scores, default=(0.0, UNKNOWN), key=lambda s: s[0])
    if best[0] <= 0:
        # Too short for function words: the first language listed for the script that has no letters of its own, if there is one.
        plain = [s.code for s in rules.language if s.script == script and not s.letters and script != "latin"]
        return Value(plain[0] if plain else UNKNOWN, INFERRED, reasons=[f"{script} letters"])
    return Value(best[1], INFERRED, reasons=[f"{script} letters", "function words and letters of the language"])


def _score(signs: LanguageSigns, words: list[str], joined: str) -> float:
    known = frozenset(signs.words)
    hits = sum(1 for w in words if w in known) / len(words)
    own = sum(joined.count(c) for c in signs.letters) / len(joined)
    return hits + 2 * own
