"""An office phrase that stands alone, as somebody writes it who asks for whoever holds the office."""

from __future__ import annotations

from mahdar.model import INFERRED, Report, Value
from mahdar.packs import Pack
from mahdar.recognise.actors import find_actors
from mahdar.recognise.analysis import Analysis
from mahdar.recognise.matcher import Matcher, told_in_full
from mahdar.text import fold, tokens

# The packs that were asked last, with their matchers.
_BUILT: list[tuple[Pack, Matcher]] = []
_KEPT = 2


def _matcher(pack: Pack) -> Matcher:
    """The matcher of a pack, built once."""
    for known, matcher in _BUILT:
        if known is pack:
            return matcher
    matcher = Matcher(pack)
    _BUILT[:] = [(pack, matcher), *_BUILT][:_KEPT]
    return matcher


def office_asked(pack: Pack, text: str) -> tuple[str, str] | None:
    """Party and role (codes) of the one office that a text names without a person; None for any other text."""
    text = text.strip()
    view = fold(text)
    report = Report(
        id="",
        sha256="",
        text=text,
        language=Value(pack.settings.code, INFERRED),
        title=None,
        dateline=None,
        byline=None,
        agency=None,
        outlet=None,
        published=None,
        url=None,
        residue=[],
        sentences=[],
        quotations=[],
    )
    whole = [(0, len(view.text))]
    matches = told_in_full(_matcher(pack).find(view))
    actors = find_actors(
        Analysis(report=report, pack=pack, view=view, sentences=whole, quotations=[], tokens=tokens(view.text), matches=matches)
    )
    if len(actors) != 1:
        return None
    (one,) = actors
    if (one.start, one.end) != whole[0] or one.name or one.role is None or one.affiliation is None or one.former or one.number != "sg":
        return None
    return one.affiliation.value, one.role.value
