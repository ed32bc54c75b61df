"""Did it take place? Status of a contact from the words around its cue.

Denial, cancellation, postponement, proposal and plan are told by words of mood before the cue in its clause (or agreeing with it behind a cue
noun), the future particle, and a date that lies ahead of the report. A negated verb tells of no contact at all.
"""

from __future__ import annotations

from mahdar.frame import slots
from mahdar.frame.arguments import Layout, Sentence
from mahdar.frame.contact import DAY, GATHERINGS, PRESENT, Contact
from mahdar.frame.voices import Voice
from mahdar.recognise.matcher import Match

ORDER = ("denied", "cancelled", "postponed", "proposed", "planned")
NEAR = 14
BEHIND_PLAN = 20  # letters from "planned" to the day, twice as many to the place
AT_ONCE = 3  # words from where a denial's content begins to the noun that it denies
CLOSE = 40
NOW = 5  # words from a contact to "now"
GONE = 4  # words from a journey to the verb that says how it went so far
FAR = 12  # words from a gathering to the verb of its relative clause
REACH = 70  # code points between a mood word and the cue that it tells of


def _mood(layout: Layout, match: Match) -> str:
    entry = match.get("mood")
    return entry.value if entry is not None else ""


def negated(layout: Layout, contact: Contact) -> bool:
    """Whether the cue verb (or the light verb of the noun) stands under a negation."""
    at = layout.token(contact.light or contact.cue)
    entry = contact.cue.get("cue")
    verb = entry is not None and entry.data.get("class") == "verb"
    if contact.kind == "agreement" and any(layout.lex.is_(i, "failed") for i in range(layout.analysis.token_at(contact.start), at)):
        return True  # "the ministers failed to reach an accord"
    if not verb and contact.light is None:
        return layout.lex.is_(at - 1, "no_noun") or (layout.lex.is_(at - 1, "not") and not contact.cue.prefix)
    return layout.lex.is_(at - 1, "not") or (layout.lex.is_(at - 2, "not") and layout.lex.is_(at - 1, "been"))


def refused(layout: Layout, contact: Contact) -> bool:
    """ "Will not visit": a negation that speaks of what is to come denies the contact."""
    at = layout.token(contact.light or contact.cue)
    return layout.lex.is_(at - 1, "not_ahead")


def _told_aside(layout: Layout, start: int, first: int) -> bool:
    """Whether between a denial at `start` and a cue at `first` a relative clause opens within the clause denied ("denied that X, who met Y,
    had agreed"). What a report is said to tell is denied with it ("denied that the news that speaks of a meeting is true"), and so is the noun
    whose own relative clause it is ("denied the rumours that …")."""
    lex = layout.lex
    tokens = range(layout.analysis.token_at(start), layout.analysis.token_at(first))
    clause = next((i for i in tokens if lex.is_(i, "that")), None)
    return clause is not None and any(i > clause and lex.relative(i) and lex.find(i + 1, "say") is None for i in tokens)


def denied(layout: Layout, contact: Contact, voice: Voice | None) -> None:
    """ "Denied that X had met Y", "denied a meeting with Y": what a denial opens with did not take place, unless its words say otherwise."""
    if voice is None or voice.act != "deny" or contact.status != "held" or contact.background:
        return
    entry = contact.cue.get("cue")
    verb = entry is not None and entry.data.get("class") == "verb"
    words = layout.analysis.token_at(contact.cue.word) - layout.analysis.token_at(voice.start)
    if (verb and not _told_aside(layout, voice.start, contact.cue.word)) or (words <= AT_ONCE and slots.whether(layout, contact)):
        contact.status, contact.status_at = "denied", (*voice.word, "what is denied")


def planned_for(layout: Layout, sentence: Sentence, contact: Contact) -> None:
    """ "X announced on Thursday that the round planned for Saturday is put off": the day and place behind the plan are the contact's, not those of
    the news."""
    plan = next((m for m in sentence.moods if m.word > contact.cue.end and _mood(layout, m) == "planned"), None)
    if plan is None or any(contact.cue.end < m.word < plan.word for m in sentence.cues):
        return
    when = next((w for w in layout.analysis.whens_in(plan.end, plan.end + BEHIND_PLAN) if w.value is not None), None)
    if when is not None:
        contact.when = when
        slots.coming(layout, contact)
    where = next((w for w in layout.analysis.wheres_in(plan.end, plan.end + 2 * BEHIND_PLAN) if slots.is_place(layout, w)), None)
    if where is not None and contact.kind != "visit":
        contact.where, contact.where_rule = where, "place behind the cue"


def future(layout: Layout, contact: Contact) -> Match | None:
    """The verb marked as future: the cue, or the light verb that carries the noun."""
    for match in (contact.cue, contact.light):
        if match is None:
            continue
        if match.prefix in layout.lex.words["future"] or layout.lex.is_(layout.token(match) - 1, "future"):
            return match
    return None


def _of_verb_before(layout: Layout, sentence: Sentence, contact: Contact) -> Match | None:
    """ "He will leave, heading for …", "he leaves today, heading for …": a participle lies ahead as the verb before it does."""
    if not layout.participle(contact.cue):
        return None
    verbs = [m for m in sentence.cues if m.end <= contact.cue.word and (e := m.get("cue")) is not None and e.data.get("class") == "verb"]
    if not verbs:
        return None
    verb = verbs[-1]
    marked = verb.prefix in layout.lex.words["future"] or layout.lex.is_(layout.token(verb) - 1, "future")
    present = slots.is_imperfect(layout, verb) and not contact.headline and not _past_in_past(layout, sentence, verb)
    return verb if marked or present else None


def purpose(layout: Layout, contact: Contact) -> bool:
    """ "… to meet X", "… to hold talks with X": a noun behind the purpose particle (not "interest in the visit of X")."""
    cue, light = contact.cue, contact.light
    words = layout.lex.words["purpose"]
    if light is not None and light.prefix in words and light.word < cue.word:
        return True
    entry = cue.get("cue")
    if entry is None or entry.data.get("class") == "verb" or not contact.parties:
        return False
    if _to_meet(layout, contact):
        return True
    if cue.prefix not in words or entry.data.get("committee"):
        return False  # "the meeting of the committee", in Arabic "… for the committee"
    at = layout.token(cue)
    if layout.lex.is_(at - 1, "communique") or layout.lex.is_(at - 2, "communique"):
        return False  # "the joint communiqué of the summit", in Arabic "… for the summit"
    if light is not None and (told := light.get("light")) is not None and told.value == "happen":
        return False  # "the opening session of the summit of X began"
    return contact.kind != "visit" or not any(p.rule == "belongs to the noun" for p in contact.parties)


def _to_meet(layout: Layout, contact: Contact) -> bool:
    """ "… a visit to Oslo for the meeting with X": a noun with article behind the purpose particle and the other behind "with", on a journey."""
    lex, cue = layout.lex, contact.cue
    lam = next(iter(lex.words["purpose"]))
    if cue.prefix != lam + lam or not any(p.rule == "after with" for p in contact.parties):
        return False
    visits = (m.get("cue") for m in layout.sentences[contact.sentence].cues if m.end <= cue.word)
    return any(entry is not None and entry.value == "visit" for entry in visits)


def _no_verb(layout: Layout, match: Match) -> bool:
    """Whether a word that spells "put off" is the noun of a preposition ("for the sake of") or of an adjective ("long-term")."""
    lex, at = layout.lex, layout.token(match)
    sake = layout.analysis.view.text[match.start : match.end] in lex.words["sake"]
    return sake and (lex.is_(at - 1, "drawn_from") or lex.preposition(match.prefix) != "" or match.prefix.endswith(lex.article))


def _of_another(layout: Layout, sentence: Sentence, match: Match) -> bool:
    """Whether a plan is told in a relative clause right behind another noun of contact ("put off his visit, which was planned for …, and
    instead called Y")."""
    lex, at = layout.lex, layout.token(match)
    at -= 2 if lex.is_(at - 1, "been") else 1
    return lex.is_(at, "relative") and any(layout.analysis.token_at(other.end) == at for other in sentence.cues)


def _past_in_past(layout: Layout, sentence: Sentence, match: Match) -> bool:
    """Whether a "was" opens the clause, so that the imperfect tells of the past."""
    at = layout.token(match)
    return any(layout.lex.is_(i, "been") for i in range(max(sentence.first, at - 6), at))


def _under_way(match: Match) -> bool:
    """A verb of going on with something, or of ending it ("continues his visit", "ends his tour")."""
    return any(e.kind == "light" and (e.data.get("under_way") or e.data.get("ends")) for e in match.entries)


def _going_on(layout: Layout, contact: Contact, at: int) -> bool:
    """Whether the present at token `at` is told of as going on: "now" stands beside it, it tells what goes on ("what takes place of meetings"),
    or a verb of the past says how the journey went so far ("is on a tour that took her to …")."""
    lex = layout.lex
    behind = layout.analysis.token_at(contact.cue.end)
    if lex.is_(at - 1, "what") or any(lex.is_(i, "so_far") for i in range(behind, behind + GONE)):
        return True
    return any(lex.is_(i, "now") for i in range(max(at - 2, 0), behind + NOW))


def _of_these_days(layout: Layout, contact: Contact, verb: Match) -> bool:
    """ "X is making a visit to Oslo", without any day: it is under way; and so is the gathering that X takes part in, of no day to come, and what
    began before the report and goes on."""
    told, published = contact.when, layout.analysis.report.published
    value = told.value if told is not None else None
    if contact.kind == "visit":
        making = any(e.kind == "light" for e in verb.entries) and not layout.lex.is_(layout.token(verb), "begins")
        return making and told is None and verb.word < contact.cue.word
    if value is not None and "/" in value and published is not None:
        return value[:DAY] < published.value <= value[-DAY:]
    hosts, heads = (any(e.data.get(key) for e in verb.entries) for key in ("hosts", "heads"))
    takes_part = heads or (bool(layout.analysis.of_in("takes_part", verb.start, verb.end)) and not hosts)
    ahead = told is not None and (value is None or published is None or value[:DAY] > published.value[: len(value[:DAY])])
    return contact.kind in GATHERINGS and takes_part and not ahead and not (contact.definite and told is None)


def _of_noun(layout: Layout, contact: Contact, verb: Match) -> bool:
    """Whether a verb behind its noun, with an ending for it, only describes it ("a summit that Oslo hosts")."""
    text = layout.analysis.view.text[verb.start : verb.end]
    return verb.word > contact.cue.word and text.endswith(tuple(layout.lex.pack.settings.pronouns))


def _over(layout: Layout, contact: Contact) -> bool:
    """ "X heads the delegation to the forum that began yesterday": whether the only day told of a gathering lies before the report."""
    when, published = contact.when, layout.analysis.report.published
    if contact.kind != "conference" or when is None or when.value is None or when.alternatives or published is None:
        return False
    return when.value < published.value and not published.value.startswith(when.value)


def _still_to_come(layout: Layout, contact: Contact) -> bool:
    """ "The meeting comes days before a summit of the union": a gathering without article and day, told behind "before", not before its end;
    with the article behind "before the work of"."""
    lex, at = layout.lex, layout.token(contact.cue)
    dated = contact.when is not None and contact.when.value is not None
    near = [i for i in range(at - 3, at) if lex.is_(i, "days_before")]
    if dated or not near or any(lex.is_(i, "completion") for i in range(near[-1], at)):
        return False
    work = lex.is_(at - 1, "part_in") or lex.is_(at - 1, "taking_place")
    return not contact.definite or (work and near[-1] == at - 2)


def _will_be_held(layout: Layout, sentence: Sentence, contact: Contact) -> Match | None:
    """ "The session of the council, which will be held in …": the verb of a relative clause behind a gathering, before another cue."""
    lex = layout.lex
    for light in sentence.lights:
        at = layout.token(light)
        if contact.cue.end < light.word < contact.end and lex.is_(at - 1, "relative") and light.prefix in lex.words["future"]:
            between = any(contact.cue.end < other.word < light.word for other in sentence.cues)
            return None if between or at - layout.token(contact.cue) > FAR else light
    return None


def _announced(layout: Layout, contact: Contact) -> Match | None:
    """ "The ministry announced the holding of a meeting on Thursday": the verb of announcing before a noun of contact with a weekday behind it
    that may be past or to come. An arrival or a signing that is announced took place."""
    when, cue, light = contact.when, contact.cue, contact.light
    entry = cue.get("cue")
    if when is None or not when.alternatives or when.start < cue.end or entry is None or entry.data.get("class") == "verb":
        return None
    if contact.kind == "agreement" or entry.data.get("arrival") or entry.data.get("greets") or contact.background:
        return None
    first = light.word if light is not None and light.word < cue.word else cue.word
    said = layout.analysis.of_in("say", layout.analysis.sentences[contact.sentence][0], first)
    verb = said[-1] if said else None
    told = verb.get("say") if verb is not None else None
    if verb is None or told is None or told.value != "announce" or first - verb.end > REACH:
        return None
    between = range(layout.analysis.token_at(verb.end), layout.analysis.token_at(first))
    return None if any(layout.lex.is_(i, "that") for i in between) else verb


def settle(layout: Layout, sentence: Sentence, contact: Contact) -> None:
    """Set `contact.status` and where it was read."""
    cue = contact.cue
    entry = cue.get("cue")
    verb = entry is not None and entry.data.get("class") == "verb"
    first = min(cue.word, contact.light.word if contact.light is not None else cue.word)
    found: dict[str, Match] = {}
    said = slots.aside(layout, sentence, contact)
    last = slots.last_word(layout, contact)
    for match in sentence.moods:
        mood = _mood(layout, match)
        if mood == "past" or match.start == cue.start or (said is not None and said[0] <= match.word < said[1]):
            continue
        if slots.quoted_apart(layout, contact, match.start, match.end) or _no_verb(layout, match):
            continue
        if mood == "planned" and (match.prefix.endswith(layout.lex.article) or layout.lex.is_(layout.token(cue) - 1, "outcome")):
            continue  # ("the promise that he made on his visit"; "the results of his visit")
        if mood == "proposed" and layout.lex.is_(layout.token(match) - 1, "accepting"):
            continue  # "accepting an invitation, X began a visit"
        if mood == "denied" and layout.lex.is_(layout.token(match) - 1, "and_or"):
            # ("can neither confirm nor deny" denies nothing)
            continue
        # ("the putting off of the meeting took place": what was carried out stands between the verb and the noun)
        until = cue.word if mood in ("postponed", "cancelled") else first
        before = contact.start <= match.word and match.end <= until and until - match.end <= (NEAR if mood == "proposed" else REACH)
        behind = (
            cue.end <= match.word < contact.end
            and match.word - (cue.end if mood == "planned" else last) <= REACH
            and mood in ("planned", "postponed", "cancelled")
            and match.prefix not in layout.lex.words["at"]  # ("told him of the putting off of …": of something else)
            and not verb
        )
        if (
            behind
            and mood == "planned"
            and not layout.lex.has_article(match)
            and not layout.analysis.view.text.startswith(layout.lex.article, match.start)
        ):
            behind = match.word - cue.end <= 25
        if behind and any(cue.end < other.word < match.word for other in sentence.cues):
            behind = False
        if before and mood == "planned" and _of_another(layout, sentence, match):
            before = False
        if before and any(match.end < other.word < first and other is not contact.light for other in sentence.cues):
            before = mood in ("postponed", "cancelled") and first - match.end <= (REACH if layout.lex.joined(cue.prefix) else CLOSE)
            before = before or (mood == "denied" and layout.lex.is_(layout.token(cue) - 1, "and_or"))  # "denied any mediation or talks"
        if (
            before
            and mood in ("proposed",)
            and any(match.end < other.word < first for other in sentence.lights if other is not contact.light)
        ):
            before = False
        if before and mood == "denied" and contact.light is None and layout.lex.is_(layout.token(cue) - 1, "time_of"):
            # "X denied, before his visit to Y, that …"
            before = False
        if before and mood == "denied" and contact.definite and layout.lex.is_(layout.analysis.token_at(cue.end), "relative"):
            # "X denied that the talks that he held dealt with …"
            before = False
        if before and mood == "denied" and _told_aside(layout, match.end, first):
            before = False
        if before or behind:
            found.setdefault(mood, match)
    for mood in ORDER:
        if mood in found:
            match = found[mood]
            if mood == "proposed" and contact.kind in GATHERINGS and layout.analysis.of_in("takes_part", match.end, cue.word + 1):
                # "an invitation to attend the summit": that somebody comes is proposed, the gathering is planned
                mood = "planned"
            contact.status, contact.status_at = mood, (match.start, match.end, f"word of {mood}")
            break
    if (
        contact.status == "planned"
        and contact.status_at is not None
        and layout.lex.is_(layout.analysis.token_at(contact.status_at[0]) - 1, "been")
    ):
        # "it was to …, but was put off"
        for match in sentence.moods:
            if match.word > cue.end and _mood(layout, match) in ("postponed", "cancelled"):
                contact.status, contact.status_at = _mood(layout, match), (match.start, match.end, "plan that did not hold")
                break
    if contact.kind == "conference" and contact.status == "held" and _still_to_come(layout, contact):
        contact.status, contact.status_at = "planned", (cue.start, cue.end, "still to come")
    if contact.status == "held" and (plan := _announced(layout, contact)) is not None:
        contact.status, contact.status_at = "planned", (plan.start, plan.end, "announced for a day")
    held = _will_be_held(layout, sentence, contact) if contact.kind == "conference" and not verb else None
    ahead = future(layout, contact) or _of_verb_before(layout, sentence, contact) or held
    if ahead is not None and contact.status == "held":
        contact.status, contact.status_at = "planned", (ahead.start, ahead.end, "future verb")
    if contact.status == "held" and purpose(layout, contact):
        contact.status, contact.status_at = "planned", (cue.start, cue.end, "purpose")
    if contact.status == "held" and not contact.headline and not contact.background:
        present = next((m for m in (cue, contact.light) if m is not None and slots.is_imperfect(layout, m)), None)
        at = layout.token(present) if present is not None else -1
        if (
            present is not None
            and not (_under_way(present) or _over(layout, contact))
            and not layout.lex.is_(at - 1, "relative")
            and not _of_noun(layout, contact, present)
            and not layout.lex.is_(at - 1, "been")
            and not _past_in_past(layout, sentence, present)
            and not _going_on(layout, contact, at)
            and not _of_these_days(layout, contact, present)
        ):
            contact.status, contact.status_at = "planned", (present.start, present.end, PRESENT)
    if contact.status == "held" and contact.when is not None and contact.when.value is None:
        for match in layout.analysis.of_in("relative", contact.when.start, contact.when.end):
            entry = match.get("relative")
            if entry is not None and int(entry.value) > 0:
                contact.status, contact.status_at = "planned", (match.start, match.end, "a day to come")
    if contact.status == "held" and contact.when is not None and contact.when.value is not None:
        published = layout.analysis.report.published
        if published is not None and contact.when.value[:10] > published.value[: len(contact.when.value[:10])]:
            contact.status, contact.status_at = "planned", (contact.when.start, contact.when.end, "date ahead of the report")
