"""Records, reports and small packs made by hand, for tests that must not load the world."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mahdar.model import (
    INFERRED,
    SAID,
    Alternative,
    Dateline,
    Engagement,
    Evidence,
    OwnVoice,
    Participant,
    Record,
    Report,
    Residue,
    Span,
    Speaker,
    Statement,
    Value,
)

TITLE = "Minister <B> & guest meet"
BODY = (
    "Moscow, 13 October - Minister Amin Bari received the envoy of C in his office.\n"
    'He said "peace <script>alert(1)</script> is near".\nShare on: a | b\n'
)
TEXT = f"{TITLE}\n{BODY}"


def evidence(field: str, words: str, *, how: str = SAID, reason: str = "", text: str = TEXT) -> Evidence:
    """Evidence for the first place where `words` stand in the text."""
    start = text.index(words)
    return Evidence(field, start, start + len(words), words, how, "test.rule", reason)


def _residue() -> list[Residue]:
    start = TEXT.index("Share on")
    return [Residue(start, len(TEXT), "page_furniture")]


def report(key: str = "r1") -> Report:
    """A report with a headline, one sentence of narration, one quotation and one line of residue."""
    quote = TEXT.index('"peace')
    return Report(
        id=key,
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        text=TEXT,
        language=Value("en", INFERRED),
        title=Span(0, len(TITLE)),
        dateline=Dateline(len(TITLE) + 1, len(TITLE) + 20, "Moscow", "RUS", day=13, month=10),
        byline=None,
        agency=Value("IRNA", SAID),
        outlet=Value("The Paper", SAID),
        published=Value("2020-10-13", INFERRED, reasons=["a Tuesday"], alternatives=["2015-10-13"]),
        url=None,
        residue=_residue(),
        sentences=[Span(len(TITLE) + 1, TEXT.index("\nHe")), Span(TEXT.index("He said"), TEXT.index("\nShare"))],
        quotations=[Span(quote, TEXT.index(".\nShare"))],
    )


def engagement() -> Engagement:
    """A meeting of two, the date worked out, one alternative."""
    return Engagement(
        id="r1-e1",
        kind="meeting",
        status="held",
        participants=[
            Participant("Amin Bari", "RUS", "foreign_minister", "host"),
            Participant(None, "CHN", "special_envoy", "guest"),
        ],
        date="2020-10-13",
        city="Moscow",
        country="RUS",
        topics=["situation:SYR", "bilateral_relations"],
        documents=["UNSC 2254"],
        according_to=["Minister"],
        confidence=0.9,
        evidence=[
            evidence("kind", "received"),
            evidence("status", "received"),
            evidence("participants[0].name", "Amin Bari"),
            evidence("participants[0].role", "Minister Amin"),
            evidence("participants[1].role", "envoy"),
            evidence("date", "13 October", how=INFERRED, reason="the only Tuesday that fits"),
            evidence("city", "Moscow", how="from dateline"),
            evidence("country", "Moscow", how="from dateline"),
            evidence("according_to[0]", "Minister"),
        ],
        alternatives=[Alternative("date", "2015-10-13", "also a Tuesday")],
    )


def statement() -> Statement:
    """A quoted statement whose words hold markup."""
    content = "peace <script>alert(1)</script> is near"
    return Statement(
        id="r1-s1",
        speaker=Speaker("Amin Bari", "RUS", "foreign_minister"),
        act="inform",
        quoted=True,
        to=["SYR"],
        content=content,
        confidence=0.7,
        evidence=[
            evidence("act", "said"),
            evidence("speaker.name", "Amin Bari", how="from an earlier sentence"),
            evidence("content", content),
        ],
    )


def record(key: str = "r1", *, empty: bool = False) -> Record:
    """A whole record; `empty` leaves out what was found."""
    start = TEXT.index("Moscow, 13")
    return Record(
        id=key,
        language="en",
        published="2020-10-13",
        engagements=[] if empty else [engagement()],
        statements=[] if empty else [statement()],
        own_voice=[] if empty else [OwnVoice(start, start + 6, "Moscow", ["Moscow"])],
        report=report(key),
        program="0.1.0",
        packs="0123456789abcdef",
        warnings=["short text"],
    )


def write(root: Path, files: dict[str, str]) -> Path:
    """Write small files under `root` and give it back."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
