"""Cost grows with the length of the text and nothing hangs, whatever the text repeats: four times the text takes at most so many times
as long. Ratios of processor time of one run to another, never seconds."""

from __future__ import annotations

import time
from functools import cache

import pytest

from bench.speed import long_text
from mahdar.model import Source
from mahdar.pipeline import Reader, load

LINEAR = 8.0  # for four times the text: linear is 4, the square 16
TIMES = 4
VARIED = 5.5  # the same for a text that is long and varied, where what is linear shows less scatter
LETTERS = 100_000  # of the shorter one
LEAST = 0.02  # seconds: below this a clock tells nothing
SENTENCE = "استقبل وزير الخارجية المصري سامح شكري اليوم الثلاثاء نظيره الروسي سيرغي لافروف في القاهرة وبحثا الأزمة في سوريا. "

HOSTILE = {
    "a sentence": (SENTENCE, 500),
    "a sentence without stops": (SENTENCE.replace(".", "\u060c"), 300),
    "cue verbs": ("والتقى ", 2500),
    "cue nouns": ("اجتماع ", 2500),
    "nouns with a verb": ("عقد اجتماعا ", 1500),
    "verbs of saying": ("قال إن ", 1500),
    "stops": (".", 40_000),
    "brackets": ("( ", 6000),
    "visits": ("زيارة وزير الخارجية إلى موسكو ", 500),
    "topics": ("بحث الأزمة في سوريا والعراق ", 600),
    "titles": ("السيد الدكتور ", 1500),
    "words for resolutions": ("قرار ", 2000),
    "accords": ("وقع اتفاقية ", 1500),
    "one name": ("محمد مرسي ", 3000),
    "a title and a name": ("الرئيس محمد مرسي ", 2000),
    "a line of letters": ("م", 250_000),
    "a line of figures": ("1", 250_000),
    "a line of blanks": (" ", 250_000),
    "empty lines": ("\n", 50_000),
    "vowel signs": ("ك\u064e", 20_000),
    "quotation marks": ('" ', 2500),
    "quoted words": ("«كلمة» ", 2500),
    "months": ("يناير ", 2500),
    "days": ("اليوم الثلاثاء ", 1500),
    "figures": ("1 ", 4000),
    "states": ("سوريا، ", 3000),
    "nationalities": ("السوري ", 3000),
    "counterparts": ("نظيره الروسي ", 1500),
    "the two sides": ("الجانبان ", 1500),
    "hyphens": ("محمد-", 3000),
    "documents": ("القرار 2254 ", 1500),
}


ALPHABET = "بتجحدرسصطعفقكلمنه"


def invented(number: int) -> str:
    """A name word that no other number has."""
    out = ""
    for _ in range(5):
        number, letter = divmod(number, len(ALPHABET))
        out += ALPHABET[letter]
    return out


# Texts that repeat a construction with other names each time.
INVENTED = {
    "many full names": ("قال الوزير محمد {}. ", 600),
    "many names of two unknown words": ("التقى الرئيس {} {} الوزير. ", 500),
    "many names of one word": ("قال الوزير {}. ", 600),
    "many ministers, then the minister": ("الوزير محمد {} والوزير. ", 500),
    "many delegations": ("وفد {} والوفد والوفد. ", 500),
    "many institutions": ("وزارة {} السورية والرئيس. ", 500),
    "many who accompany": ("زار الرئيس محمد {} دمشق يرافقه الوزير {}، ", 300),
    "many stops": ("زار الرئيس {} سوريا والعراق والأردن. ", 400),
}


@cache
def reader() -> Reader:
    return load()


def cost(text: str) -> float:
    """Seconds of the processor that reading a text takes: the least of three runs."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        reader().read(Source(id="x", text=text))
        took.append(time.process_time() - begun)
    return max(min(took), LEAST)


@pytest.mark.parametrize("name", HOSTILE)
def test_cost_is_linear(name: str) -> None:
    part, times = HOSTILE[name]
    short, long = part * (times // TIMES), part * times
    cost(short)
    assert cost(long) < LINEAR * cost(short), name


@pytest.mark.parametrize("name", INVENTED)
def test_cost_is_linear_in_names(name: str) -> None:
    part, times = INVENTED[name]
    texts = ["".join(part.format(invented(7919 * k), invented(104_729 * k)) for k in range(n)) for n in (times // TIMES, times)]
    cost(texts[0])
    assert cost(texts[1]) < LINEAR * cost(texts[0]), name


def test_cost_is_linear_in_long_varied_text() -> None:
    """Reports one after the other, other names in each: nothing looks through the whole text for each sentence, contact or statement."""
    short, long = (long_text(reader().pack, letters, stops=True) for letters in (LETTERS, TIMES * LETTERS))
    cost(short)
    assert cost(long) < VARIED * cost(short)


def test_long_sentences_end_somewhere() -> None:
    """A text without a stop is cut into sentences of bounded length; no letter is lost."""
    text = (SENTENCE.replace(".", "\u060c") * 300).strip()
    report = reader().analyse(Source(id="x", text=text)).report
    assert max(s.end - s.start for s in report.sentences) <= 4000
    kept = "".join(text[s.start : s.end] for s in report.sentences)
    assert "".join(kept.split()) == "".join(text.split())
