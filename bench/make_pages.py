"""Writes bench/pages anew: pages in the layouts of the region's sites, and beside each the right text and the right head.

`python -m bench.make_pages`. The same stories and layouts give the same bytes.
"""

from __future__ import annotations

import random
from pathlib import Path

import msgspec

from bench.fresh import FRESH
from bench.furniture import Layout, Story, Words
from bench.layouts import LAYOUTS
from bench.unseen import UNSEEN

PAGES = Path(__file__).parent / "pages"
# How the bytes of a layout are written where it is not UTF-8; without the name in the page for every second one.
CODINGS = {"asp_table": "cp1256", "windows_cyrillic": "cp1251"}
ALL: dict[str, tuple[Layout, str]] = {**LAYOUTS, **UNSEEN, **FRESH}
LENGTHS = (3, 4, 5, 6, 7, 9)


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's head is; `day` is empty where the page says none."""

    layout: str
    language: str
    title: str
    day: str
    author: str
    address: str


def stories(words: dict[str, Words]) -> list[tuple[str, Story]]:
    """The story of each page, chosen by a fixed seed."""
    out: list[tuple[str, Story]] = []
    chance = random.Random(7)
    for layout, (_, languages) in ALL.items():
        for language in languages.split():
            number = len(out)
            pool = words[language]
            count = 2 if layout == "short" else max(4, LENGTHS[number % len(LENGTHS)])
            sentences = chance.sample(pool.sentences, min(len(pool.sentences), 2 * count))
            paragraphs = [" ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2)]
            story = Story(
                number=number,
                language=language,
                title=chance.choice(pool.titles),
                author=chance.choice(pool.authors),
                paragraphs=paragraphs[:count],
                words=pool,
                address=f"https://news.example/{layout}/{number}",
            )
            out.append((layout, story))
    return out


def main() -> None:
    words = msgspec.toml.decode((PAGES / "stories.toml").read_bytes(), type=dict[str, Words])
    for old in [*PAGES.glob("*.html"), *PAGES.glob("*.txt"), *PAGES.glob("*.json")]:
        old.unlink()
    for layout, story in stories(words):
        name = f"{story.number:02}-{layout}-{story.language}"
        text = ALL[layout][0](story)
        coding = CODINGS.get(layout, "utf-8")
        if layout == "asp_table" and story.number % 2:
            text = text.replace("; charset=windows-1256", "")
        (PAGES / f"{name}.html").write_bytes(text.encode(coding, "xmlcharrefreplace"))
        (PAGES / f"{name}.txt").write_text("\n".join(story.paragraphs) + "\n", encoding="utf-8")
        own = f"2021-11-{story.day:02}"
        printed = story.words.date in text or story.words.date_own_digits in text
        day = own if own in text else "2021-11-23" if printed else ""
        right = Right(layout=layout, language=story.language, title=story.title, day=day, author=story.author, address=story.address)
        (PAGES / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(right), indent=1) + b"\n")


if __name__ == "__main__":
    main()
