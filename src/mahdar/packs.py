"""Language packs and world data: found by scanning, compiled once, cached on disk.

In: the folders `lang/<code>/` and `world/` (formats in docs/packs.md). Out: a `Pack`: every written form with what it can mean, the word
lists, the settings of the language and the tables of the world. The compiled form is kept in the user's cache folder under a key made of
the program's version and the contents of every file, so that any change builds it anew; a damaged or half-written cache file is ignored.
"""

from __future__ import annotations

import csv
import hashlib
import os
import tempfile
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from mahdar import __version__
from mahdar.text import folded

HOME = Path(__file__).parent
T = TypeVar("T")


class PackError(Exception):
    """A pack file that cannot be read; the message names file and line."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One meaning of a written form: `kind` (office, state, say, cue, …), its `value`, and the other columns of its row."""

    kind: str
    value: str
    data: dict[str, str]


class Form(msgspec.Struct, frozen=True, gc=False):
    """A written form as an entry takes it: the joined particle and pronoun ending that this form already contains."""

    entry: int
    prefix: str = ""
    pronoun: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`pack.toml`: what the engine must know of a language beside its vocabulary (all words folded by `load`)."""

    code: str
    direction: str
    article: str
    particles: list[str]
    conjunctions: list[str]
    pronouns: dict[str, str]
    pronoun_stems: list[list[str]]
    nisba: dict[str, str]
    words: dict[str, list[str]]


class Holder(msgspec.Struct, frozen=True, gc=False):
    """One term of office. `since`/`until` are ISO prefixes (year, month or day); an empty `until` means open.

    `names` are the folded forms of the pack's language, `written` the forms as they are written, the English one first; `person` says who of
    one English name it is; the others are the columns of holders.tsv (docs/packs.md).
    """

    role: str
    affiliation: str
    names: list[str]
    since: str
    until: str
    person: str = ""
    written: list[str] = []
    held: str = ""
    about: str = ""
    post: str = ""
    wikidata: str = ""
    source: str = ""


class Compiled(msgspec.Struct, frozen=True):
    """What the cache holds."""

    settings: Settings
    entries: list[Entry]
    forms: dict[str, list[Form]]
    names: dict[str, int]
    common: list[str]
    holders: list[Holder]
    resolutions: list[tuple[int, int, int]]
    document_dates: dict[str, str]
    document_parties: dict[str, list[str]]
    resolution_states: dict[str, list[str]]
    as_of: str
    city_country: dict[str, str]
    capitals: dict[str, str]
    city_states: dict[str, str]
    outlets: dict[str, str]
    confidence: dict[str, float]
    attach: dict[str, float]
    body_types: dict[str, str] = {}
    thrones: list[str] = []
    body_states: dict[str, str] = {}


class Pack(msgspec.Struct, frozen=True):
    """A compiled pack ready for use. `names` are words of personal names with a weight, `common` words that are no part of one."""

    data: Compiled
    digest: str
    common: frozenset[str]
    words: dict[str, frozenset[str]]
    states: frozenset[str]

    @property
    def settings(self) -> Settings:
        return self.data.settings


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV file as dictionaries; comment and empty lines left out. Raises PackError with file and line."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [(n, line.rstrip("\r\n")) for n, line in enumerate(stream, 1)]
    lines = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    if not lines:
        return []
    header = lines[0][1].split("\t")
    out = []
    for n, line in lines[1:]:
        cells = next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE))
        if len(cells) > len(header):
            raise PackError(f"{path.name}, line {n}: {len(cells)} cells for {len(header)} columns")
        out.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return out


def optional(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV file that may be absent (a missing file means an empty table)."""
    return rows(path) if path.exists() else []


def _weights(path: Path) -> dict[str, float]:
    """A list of learned weights, by "of", a tab and the fact; empty where a language has none."""
    return {f"{row['of']}\t{row['fact']}": float(row["weight"]) for row in optional(path)}


def toml(path: Path) -> dict[str, object]:
    """A TOML file. Raises PackError with file and line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path.name}: {error}") from error


def cell(text: str) -> list[str]:
    """The values of a cell."""
    return [part.strip() for part in text.split("|") if part.strip()]


SUBJECTS, SITUATION = "resolution_subjects.tsv", "situation:"  # what resolutions are on: a state behind that word
# Which column of which file holds the value and which the written forms; `nations.tsv` is treated apart because of its endings.
TABLES = {
    "places.tsv": ("city", "city", "forms"),
    "regions.tsv": ("region", "name", "forms"),
    "bodies.tsv": ("body", "code", "forms"),
    "institutions.tsv": ("institution", "id", "forms"),
    "agencies.tsv": ("agency", "id", "forms"),
    "offices.tsv": ("office", "role", "forms"),
    "honorifics.tsv": ("honorific", "kind", "form"),
    "topics.tsv": ("topic", "topic", "forms"),
    "documents.tsv": ("document", "id", "forms"),
}


class _Builder:
    """Collects entries and forms while the files are read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.entries: list[Entry] = []
        self.forms: dict[str, list[Form]] = {}

    def _form(self, text: str, form: Form) -> None:
        have = self.forms.setdefault(text, [])
        if form not in have:
            have.append(form)

    def add(self, kind: str, value: str, forms: list[str], data: dict[str, str]) -> None:
        """One entry with its written forms; forms that contain the article also match after a preposition that swallows it."""
        if not forms:
            return
        self.entries.append(Entry(kind, value, data))
        number = len(self.entries) - 1
        article = self.settings.article
        for written in forms:
            text = folded(written)
            if not text:
                continue
            self._form(text, Form(number))
            if article and text.startswith(article):
                self._form(self.settings.words["lam"][0] + text[1:], Form(number, prefix=self.settings.words["lam"][0]))
            if data.get("pronoun"):
                for ending in self.settings.pronouns:
                    for stem in self._stems(text):
                        self._form(stem + ending, Form(number, pronoun=ending))

    def _stems(self, text: str) -> list[str]:
        """The stems that a pronoun ending may join: the form itself and what its last letter may turn into."""
        stems = [text]
        for last, *others in self.settings.pronoun_stems:
            if text.endswith(last):
                stems = [text[: -len(last)] + other for other in others]
        return stems


def _nations(build: _Builder, path: Path) -> None:
    for row in optional(path):
        code = row["code"]
        build.add("state", code, cell(row["names"]), {})
        for base in cell(row["adjectives"]):
            head, _, tail = base.partition(" ")
            for ending, number in build.settings.nisba.items():
                # in a compound adjective both words take the ending, or the last alone
                forms = [head + ending + (f" {tail}{ending}" if tail else "")] + ([f"{head} {tail}{ending}"] if tail else [])
                article = build.settings.words["article_written"][0]
                forms += [f"{head}{ending} {article}{tail}{ending}"] if tail else []
                build.add("nationality", code, forms, {"number": number})
        build.add("people", code, cell(row["plurals"]), {"number": "pl"})
        build.add("seat", code, cell(row["stands_for"]), {})


def _strings(table: dict[str, object]) -> dict[str, str]:
    told = ((key, value) for key, value in table.items() if key not in ("kind", "value", "forms"))
    return {key: "|".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in told}


def _holders(world: Path, code: str) -> list[Holder]:
    """Terms of office. One English name is one person, known by it and the party of its first row, unless namesakes.tsv takes him apart."""
    apart = {(r["en"], r["affiliation"]) for r in optional(world / "namesakes.tsv")}
    first: dict[str, str] = {}
    out = []
    for r in optional(world / "holders.tsv"):
        if code not in r:
            continue
        name, party = r.get("en", ""), r["affiliation"]
        home = party if (name, party) in apart else first.setdefault(name, party)
        forms = cell(r[code])
        out.append(
            Holder(
                role=r["role"],
                affiliation=party,
                names=[folded(n) for n in forms],
                since=r["from"],
                until=r["to"],
                person=f"{home}:{name}" if name else "",
                written=[name, *forms, *(form for other in ("fa", "ru") if other != code for form in cell(r.get(other, "")))],
                **{column: r.get(column, "") for column in ("held", "about", "post", "wikidata", "source")},
            )
        )
    return out


def _compile(language: Path, world: Path, outlets: Path) -> Compiled:
    raw = toml(language / "pack.toml")
    settings = msgspec.convert(raw, Settings)
    settings = msgspec.structs.replace(
        settings,
        article=folded(settings.article),
        particles=sorted({folded(p) for p in settings.particles}),
        conjunctions=[folded(c) for c in settings.conjunctions],
        pronouns={folded(k): v for k, v in settings.pronouns.items()},
        pronoun_stems=[[folded(x) for x in xs] for xs in settings.pronoun_stems],
        words={k: v if k.endswith("_written") else [folded(w) for w in v] for k, v in settings.words.items()},
    )
    build = _Builder(settings)
    _nations(build, language / "nations.tsv")
    for name, (kind, value, forms) in TABLES.items():
        for row in optional(language / name):
            data = {k: v for k, v in row.items() if k not in (value, forms) and v}
            build.add(kind, row[value], cell(row[forms]), data)
    for path in sorted([*language.glob("*.toml"), *language.glob("frames/*.toml")]):
        entries = toml(path).get("entry", [])
        if not isinstance(entries, list):
            raise PackError(f"{path.name}: `entry` must be an array of tables")
        for table in entries:
            build.add(str(table["kind"]), str(table.get("value", "")), list(table["forms"]), _strings(table))
    names = {folded(r["word"]): int(r.get("weight") or 5) for r in optional(language / "names.tsv")}
    common = sorted({folded(r["word"]) for r in optional(language / "common.tsv")})
    holders = _holders(world, settings.code)
    resolutions = [(int(r["year"]), int(r["first"]), int(r["last"])) for r in optional(world / "resolutions.tsv")]
    cities, bodies, states = (optional(world / name) for name in ("cities.tsv", "bodies.tsv", "states.tsv"))
    return Compiled(
        settings=settings,
        entries=build.entries,
        forms=build.forms,
        names=names,
        common=common,
        holders=holders,
        resolutions=resolutions,
        as_of=str(toml(world / "world.toml").get("as_of", "")) if (world / "world.toml").exists() else "",
        body_types={r["code"]: r["type"] for r in bodies},
        body_states={r["code"]: r["state"] for r in bodies if r["state"]},
        document_dates={r["id"]: r["date"] for r in optional(world / "documents.tsv") if r["date"]},
        resolution_states={
            r["number"]: [t[len(SITUATION) :] for t in cell(r["topics"]) if t.startswith(SITUATION)] for r in optional(world / SUBJECTS)
        },
        document_parties={r["id"]: cell(r.get("parties", "")) for r in optional(world / "documents.tsv") if r.get("parties")},
        city_country={r["city"]: r["country"] for r in cities},
        capitals={r["country"]: r["city"] for r in cities if r["capital"]},
        city_states={r["code"]: r["capital"] for r in states if r["capital"] and r["capital"] == r["en"]},
        thrones=[r["code"] for r in states if r.get("throne")],
        outlets={folded(r["key"]): r["country"] for r in optional(world / "outlets.tsv")},
        confidence=_weights(language / "confidence.tsv"),
        attach=_weights(language / "attach.tsv"),
    )


def _files(language: Path, world: Path) -> list[Path]:
    return sorted(p for root in (language, world) for p in root.rglob("*") if p.suffix in (".tsv", ".toml") and "cases" not in p.parts)


def digest(language: Path, world: Path) -> str:
    """Fingerprint of a pack: the program's version and the names and contents of all its files."""
    seen = hashlib.sha256(f"{__version__}\0".encode())
    for path in [*_files(language, world), Path(__file__), Path(__file__).with_name("text.py")]:
        seen.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled packs are kept: `MAHDAR_CACHE`, else `mahdar` in the user's cache folder."""
    if os.environ.get("MAHDAR_CACHE"):
        return Path(os.environ["MAHDAR_CACHE"])
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mahdar"


KEPT = 5  # compiled packs of a language that stay in the cache
_MAGIC = b"mahdar-pack-1\n"


def from_cache(path: Path, kind: type[T]) -> T | None:
    """What a file of the cache holds; None where there is none, or where it is damaged."""
    try:
        raw = path.read_bytes()
        body = raw[len(_MAGIC) + 32 :]
        if not raw.startswith(_MAGIC) or hashlib.sha256(body).digest() != raw[len(_MAGIC) : len(_MAGIC) + 32]:
            return None
        return msgspec.msgpack.decode(body, type=kind)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def to_cache(path: Path, value: object) -> None:
    """Write beside and rename: another start sees the old file, the new one, or none. A cache that cannot be written is no error."""
    body = msgspec.msgpack.encode(value)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_MAGIC + hashlib.sha256(body).digest() + body)
            Path(name).replace(path)
            _forget(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return


def _forget(path: Path) -> None:
    """Removes files of the same kind that were made before the last few: each change of a pack leaves one behind."""
    code = path.name.partition("-")[0]
    packs = sorted(path.parent.glob(f"{code}-*{path.suffix}"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in packs[KEPT:]:
        old.unlink(missing_ok=True)


def load(code: str, *, language: Path | None = None, world: Path | None = None, cache: bool = True) -> Pack:
    """The pack of language `code`, from the cache where it is there and whole. Raises PackError when a file is at fault."""
    language = language or HOME / "lang" / code
    world = world or HOME / "world"
    if not (language / "pack.toml").exists():
        raise PackError(f"no language pack {code!r}: {language.name}/pack.toml is missing")
    key = digest(language, world)
    path = cache_folder() / f"{code}-{key}.pack"
    compiled = from_cache(path, Compiled) if cache else None
    if compiled is None:
        try:
            compiled = _compile(language, world, HOME / "outlets")
        except (KeyError, ValueError, msgspec.ValidationError) as error:
            raise PackError(f"{language.name}: {type(error).__name__}: {error}") from error
        if cache:
            to_cache(path, compiled)
    words = {k: frozenset(v) for k, v in compiled.settings.words.items()}
    states = frozenset(e.value for e in compiled.entries if e.kind == "state")
    return Pack(compiled, key, frozenset(compiled.common), words, states)
