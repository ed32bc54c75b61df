"""Names of persons, found by where they stand and by what they are not.

A word can be part of a name when the pack's list of name words has it, or when nothing else is known of it and it stands where a name stands
(after an office, a title or another name word). Words of the common vocabulary, function words and known forms end a name.
"""

from __future__ import annotations

from itertools import islice

from mahdar.recognise.lexer import CLOSING, OPENING, Lexer
from mahdar.recognise.vocabulary import CERTAIN, STRONG

LONGEST = 10
PLACES = 100  # places of a word that are looked at, so that one that a text repeats without end costs no more
PART = frozenset({"name_particle", "name_start", "regnal", "son", "servant"})  # words that hold the parts of one name together
QUOTED = 4  # words of a name in quotation marks
MARKS = (OPENING | CLOSING) - frozenset("()[]")  # quotation marks
SYLLABLE = 4  # letters of the second part of a given name written with a hyphen


def known(lex: Lexer, word: str) -> int:
    """Weight of a word as part of a name: from the pack's list, also without its article; 0 when it is not there."""
    return lex.vocabulary.known(word)


def alone(lex: Lexer, i: int) -> bool:
    """Whether no name of two words or more that no title leads to begins at token i: a quick no before `parse`."""
    vocabulary = lex.vocabulary
    word = lex.tokens[i].text
    return vocabulary.dull[word] or (vocabulary.ends[lex.word(i + 1)] and word not in vocabulary.openers)


def _unusual(lex: Lexer, i: int) -> bool:
    """Whether token i is a word that is neither common nor a known form: a second name word, so that the first may be one too."""
    word = lex.word(i)
    if not word or not lex.tokens[i].word or word.isdigit() or word in lex.words["clause"] or word in lex.words["son"]:
        return False
    if lex.names.get(word, 0) >= 2:
        return True
    return not (
        word in lex.common
        or lex.vocabulary.base(word) in lex.common
        or i in lex.who
        or lex.ordinary(i)
        or lex.particled(i)
        or lex.joined(word[:1])
    )


def namelike(lex: Lexer, i: int, count: int, after_title: bool) -> int:
    """How much token i looks like the next word of a name that has `count` words already: 0 no, 1 unknown word, 2 known name word."""
    if i >= len(lex.tokens):
        return 0
    token = lex.tokens[i]
    word = token.text
    if not token.word or word[0].isdigit() or len(word) == 1:
        return 0
    vocabulary = lex.vocabulary
    if count and vocabulary.ends[word] and lex.word(i - 1) not in lex.words["servant"]:
        return 0
    if count and lex.analysis.words(token.start, token.end).endswith(vocabulary.nunation):
        return 0  # an adverb or predicate in the accusative ("the president X, keen on …")
    own = lex.names.get(word, 0)
    if count and word in lex.words["name_particle"]:
        return 2
    if count and word in lex.words["regnal"]:
        return 2
    if word in lex.words["clause_or_name"]:
        # one folded form for a function word and a name: the printed letters tell
        if count and word in lex.words["name_first"]:
            return 0
        printed = lex.analysis.words(token.start, token.end)
        return (
            2
            if (count or after_title or lex.names.get(lex.word(i + 1), 0) >= STRONG) and printed in lex.words["clause_or_name_written"]
            else 0
        )
    if count and own >= STRONG and word in lex.words["clause"] and len(word) == 2:
        return 2
    if word in vocabulary.closed:
        # a given name that is a part of the day too ("morning"), right behind a title and before a listed name
        given = not count and after_title and own >= STRONG and lex.names.get(lex.word(i + 1), 0) >= STRONG
        return 2 if given and lex.word(i + 1) not in lex.words["clause"] else 0
    if count and lex.word(i - 1) in lex.words["servant"]:
        return 2
    who = lex.who.get(i)
    if not count and (own >= STRONG or (after_title and who is None)) and lex.word(i + 1) in lex.words["son"]:
        return 2
    weight = vocabulary.known(word)
    article = word.startswith(lex.article) and word not in lex.names
    base = vocabulary.base(word)
    if article and not lex.analysis.words(token.start, token.end).startswith(vocabulary.article_written):
        # the printed letters are no article ("Albert")
        article, base = False, word
    if who is not None and who.end >= token.end:
        if who.get("nationality") or who.get("people"):
            entry = who.get("nationality")
            bare = count == 1 and entry is not None and entry.data.get("number") == "sg" and not who.prefix and weight > 0
            if bare and who.get("state") is None and who.end == token.end:
                # an adjective of a state without the article behind a given name: a family name
                return 2
            if not (count and article and weight >= STRONG and not who.get("people")):
                return 0
            # a nisba that is also a family name stands at the end of a name whose words so far are few
            return 2 if count == 1 else 0
        if who.get("honorific") or who.get("office") or who.get("counterpart") or who.get("pair") or who.get("side"):
            if weight < STRONG or who.prefix not in ("", lex.article) or who.end > token.end:
                return 0
            return 2 if count or after_title else 0
        if not count and after_title and who.get("city") and not who.prefix and weight >= STRONG and _unusual(lex, i + 1):
            # a given name that is a city too ("Milan"), with a second name word behind it
            return 2
        if not (count and weight):
            return 0
    if article and word in lex.words["settled"]:
        return 0
    if weight and own == 0 and lex.told(i):
        # a verb that tells of a contact ("met"), in letters that spell a name with the article
        return 0
    if count >= 2 and weight < CERTAIN and who is not None and who.end >= token.end and (who.get("city") or who.get("state")):
        # "… visited X Y, Baku": a place right behind a name that is whole
        return 0
    if weight:
        if weight < CERTAIN and count != 1 and (lex.ordinary(i) or word in lex.common):
            # a known given name that is a verb, a number or another word too: right behind a title and before another name word, or one that may be
            second = lex.word(i + 1)
            unheard = word not in lex.common and not second.startswith(lex.article)
            behind = lex.names.get(second, 0) >= STRONG or (unheard and namelike(lex, i + 1, 1, after_title) == 1)
            given = not count and after_title and not article and own >= STRONG and behind
            return 2 if given else 0
        return 2
    if vocabulary.object(word):
        return 0
    if vocabulary.joins(word):
        rest = word[1:]
        if known(lex, rest) or rest in lex.common or rest in lex.words["clause"]:
            return 0
    follows = not count and after_title and _unusual(lex, i + 1)
    if follows and not lex.ordinary(i) and word not in lex.common and i not in lex.who and word.startswith(vocabulary.imperfect):
        # an unknown given name that begins like a verb, before another unusual word
        return 1
    if word in lex.common or base in lex.common:
        # but "the ambassador a plan of X": a feminine noun that no list has as a name is none
        noun = article or lex.ordinary(i) or word.endswith(vocabulary.noun_end)
        opens = after_title and not count and not noun and _unusual(lex, i + 1) and not vocabulary.preposed(lex.word(i + 1))
        return 1 if opens else 0
    if count and word[:1] in lex.words["and"] and len(word) > 3:
        # behind one given name and an office a word is a family name, unless what follows the letter can be somebody else
        rest = word[1:]
        unheard = not vocabulary.known(rest) and rest not in lex.common and i not in lex.who and not lex.ordinary(i)
        return 1 if count == 1 and after_title and unheard and not rest.startswith(lex.article) else 0
    if vocabulary.with_pronoun(word):
        return 0
    if lex.particled(i):
        return 0
    after = lex.who.get(i + 1)
    if (
        not count
        and word[:1] in lex.words["joined_preposition"]
        and after is not None
        and after.get("state") is not None
        and not after.prefix
    ):
        # "in the Federation of Russia": an unknown noun behind a joined preposition, with the state it belongs to
        return 0
    if lex.ordinary(i):
        return 0
    if vocabulary.article_inside(word):
        return 0
    if article and not count and not after_title:
        return 0
    if not count and (word[:1] in lex.words["and"] or word.startswith(vocabulary.present_prefix)) and len(word) > 3:
        return 0
    if count and (vocabulary.future(word) or vocabulary.dual(word)):
        # unless nothing is told behind it: a family name that ends like a verb of two ("Weizmann")
        return 1 if count == 1 and after_title and i + 1 < len(lex.tokens) and not lex.tokens[i + 1].word else 0
    return 1


def known_person(lex: Lexer, i: int, stop: int, *, joined: int = 0) -> int:
    """The token after the longest name of a known office-holder that begins at token i, past `joined` letters of it, or i."""
    best, vocabulary, first = i, lex.vocabulary, lex.word(i)[joined:]
    if first not in vocabulary.first:
        return i
    for words in vocabulary.sequences.get((first, lex.word(i + 1)), ()):
        end = i + len(words)
        if end <= stop and end > best and all(lex.word(i + k) == w for k, w in enumerate(words) if k):
            best = end
    return best


def _another(lex: Lexer, start: int, end: int) -> int:
    """Where somebody else's name begins in a run of name words ("Nabih Berri received Amos Hochstein", verb first): the first words are those of
    an office-holder, or a whole name elsewhere in the report, and the rest is a name of its own elsewhere. The token, or `end`."""
    known = known_person(lex, start, end)
    for whole in range(start + 2, end):
        if any(lex.word(whole) in lex.words[kind] or lex.word(whole - 1) in lex.words[kind] for kind in PART):
            continue
        rest = end - whole
        if whole == known:
            if (rest > 1 and known_person(lex, whole, end) == end) or _elsewhere(lex, whole, end, start):
                return whole
        elif rest > 1 and _elsewhere(lex, whole, end, start) and _ends(lex, start, whole):
            return whole
    return end


def _closed(lex: Lexer, start: int, i: int, stop: int) -> int:
    """ "The minister “X Y”": the closing quotation mark of a short name that opens at token `start`, whatever else its words from i on can be;
    i where there is none."""
    if lex.word(start - 1) not in MARKS:
        return i
    for j in range(i, min(start + QUOTED + 1, stop)):
        if lex.word(j) in MARKS:
            return j
        if not lex.tokens[j].word or lex.told(j) or lex.word(j) in lex.words["clause"] or lex.find(j, "office") is not None:
            break
    return i


def _elsewhere(lex: Lexer, first: int, end: int, start: int) -> bool:
    """Whether words are a name elsewhere, not behind one of those that stand before them here; a single one behind its given name."""
    mine = [lex.word(k) for k in range(start, first)]
    rest = [lex.word(k) for k in range(first, end)]
    return any(
        k != first
        and lex.word(k - 1) not in mine
        and [lex.word(k + n) for n in range(len(rest))] == rest
        and (len(rest) > 1 or (k - 1 not in lex.who and _unusual(lex, k - 1)))
        for k in islice(lex.places(rest[0]), PLACES)
    )


def _ends(lex: Lexer, start: int, end: int) -> bool:
    """Whether words stand elsewhere in the report with something behind them that goes on with no name."""
    mine = [lex.word(k) for k in range(start, end)]
    return any(
        k != start and [lex.word(k + n) for n in range(len(mine))] == mine and not namelike(lex, k + len(mine), len(mine), True)
        for k in islice(lex.places(mine[0]), PLACES)
    )


def parse(lex: Lexer, i: int, stop: int, *, after_title: bool, need_known: bool = False) -> tuple[int, int, int] | None:
    """The name at token i: (first token, token after the last, token to go on from), or None.

    `after_title`: an office, title or counterpart stands before. `need_known`: without one, two known words are asked for.
    Opening marks before the name and the closing mark after it are passed over.
    """
    if not after_title and lex.vocabulary.dull[lex.word(i)]:
        return None
    start = i
    while start < stop and lex.word(start) in OPENING and start - i < 2:
        start += 1
    j = start
    strong = 0
    count = 0
    while j < stop and count < LONGEST:
        token = lex.tokens[j]
        if not token.word:
            hyphen = token.text == "-" and count and j + 1 < stop and lex.tokens[j + 1].start == token.end == token.start + 1
            if hyphen and lex.tokens[j - 1].end == token.start:
                if namelike(lex, j + 1, count, after_title):
                    j += 1
                    continue
                if lex.tokens[j + 1].word and len(lex.word(j + 1)) <= SYLLABLE and not lex.word(j + 1).isdigit():
                    # a syllable of a name of the Far East, whatever else it spells
                    j += 2
                    continue
            break
        if count == 0 and token.text in lex.words["name_start"] and j + 1 < stop and namelike(lex, j + 1, 1, after_title):
            count += 1
            j += 1
            continue
        like = namelike(lex, j, count, after_title)
        if not like:
            break
        strong += like == 2 and token.text not in lex.words["name_particle"]
        count += 1
        j += 1
    if count > 2 and (apart := _another(lex, start, j)) < j:
        count -= j - apart
        j = apart
    if count and start > i and (closed := _closed(lex, start, j, stop)) > j:
        count += closed - j
        j = closed
    longer = known_person(lex, start, stop)
    if longer > j:
        count += longer - j
        strong += longer - j
        j = longer
    while j > start and (
        (lex.word(j - 1) in lex.words["name_start"] and not (j - 2 > start and lex.word(j - 2) in lex.words["name_start"]))
        or (j - 1 > start and lex.is_(j - 1, "clause_particle"))
    ):
        # no name ends with its first word (but "son of Sidi"), or with a particle of names that also opens a clause
        j -= 1
        count -= 1
    if count <= 0 or j == start:
        return None
    if need_known and (strong < 2 or count < 2):
        return None
    if after_title and lex.word(start - 1) == "(" and start > i and count == 1 and lex.word(j) == ")" and namelike(lex, j + 1, 1, True):
        # "the president (Vladimir) Putin": the given name, put in by the outlet, is part of the name
        return start - 1, j + 2, j + 2
    after = j
    while start > i and after < stop and lex.word(after) in CLOSING and after - j < 2:
        after += 1
    return start, j, after
