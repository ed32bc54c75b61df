"""The stages in order, and what each needs and gives.

`load` compiles a language once; `Reader.read` takes a `Source` to a `Record`: read → recognise → frame. Each stage is a pure function of the
one before.
"""

from __future__ import annotations

import datetime
import gc
from urllib.parse import urlsplit

import msgspec

from mahdar import __version__, packs
from mahdar.frame.confidence import rated, rated_statement
from mahdar.frame.engagements import Engagements
from mahdar.frame.explain import Explanation, explain
from mahdar.frame.own_voice import own_voice
from mahdar.frame.statements import find_statements
from mahdar.model import Record, Report, Source
from mahdar.packs import HOME, Pack
from mahdar.read import load_rules, read_report
from mahdar.recognise import dates
from mahdar.recognise.actors import find_actors
from mahdar.recognise.analysis import Analysis
from mahdar.recognise.documents import find_documents
from mahdar.recognise.entities import gather
from mahdar.recognise.matcher import Matcher, told_in_full
from mahdar.recognise.places import find_places
from mahdar.recognise.topics import find_topics
from mahdar.recognise.when_calendar import Anchor
from mahdar.recognise.when_infer import infer_month, infer_published
from mahdar.text import fold, folded, tokens

YOUNG = 50_000  # objects made and not yet freed at which the collector looks for cycles among them, where many reports are read


class PackLexicon:
    """The few look-ups that `read` asks of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._cities: dict[str, tuple[str, str]] = {}
        self._agencies: dict[str, str] = {}
        self._months: dict[str, int] = {}
        capitals = pack.data.capitals
        for form, uses in pack.data.forms.items():
            for use in uses:
                if use.prefix or use.pronoun:
                    continue
                entry = pack.data.entries[use.entry]
                if entry.kind == "city":
                    country = entry.data.get("country", "")
                    if form not in self._cities or capitals.get(country) == entry.value:
                        self._cities[form] = (entry.value, country)
                elif entry.kind == "agency":
                    self._agencies[form] = entry.value
                elif entry.kind == "month" and entry.data.get("calendar", "gregorian") == "gregorian":
                    self._months[form] = int(entry.value)

    def city(self, form: str) -> tuple[str, str] | None:
        return self._cities.get(form)

    def agency(self, form: str) -> str | None:
        return self._agencies.get(form)

    def month(self, form: str) -> int | None:
        return self._months.get(form)


class Reader:
    """A language ready to read reports."""

    def __init__(self, pack: Pack, today: datetime.date) -> None:
        self.pack = pack
        self.today = today
        self.matcher = Matcher(pack)
        self.lexicon = PackLexicon(pack)
        self.rules = load_rules(HOME / "lang" / pack.settings.code / "residue.toml")

    def home(self, report: Report) -> str | None:
        """The state of the outlet: by its name or address in the list of outlets, else by a national top-level domain, else that of the agency
        that it is."""
        outlets = self.pack.data.outlets
        keys = [folded(report.outlet.value)] if report.outlet else []
        host = (urlsplit(report.url).hostname or "") if report.url else ""
        if host:
            keys += [host.removeprefix("www."), host.rsplit(".", 1)[-1]]
        for key in keys:
            if key in outlets:
                return outlets[key]
        return self._agency(folded(report.outlet.value)) if report.outlet else None

    def _agency(self, name: str) -> str | None:
        """The state of a news agency by one of its forms (folded)."""
        data = self.pack.data
        entries = (data.entries[form.entry] for form in data.forms.get(name, ()))
        return next((e.data["affiliation"] for e in entries if e.kind == "agency" and e.data.get("affiliation")), None)

    def analyse(self, source: Source) -> Analysis:
        """Stages read and recognise."""
        report = read_report(source, self.rules, self.lexicon)
        view = fold(report.text)
        spans = [(view.at(s.start), view.at(s.end)) for s in report.sentences]
        analysis = Analysis(
            report=report,
            pack=self.pack,
            view=view,
            sentences=spans,
            quotations=[(view.at(s.start), view.at(s.end)) for s in report.quotations],
            tokens=tokens(view.text),
            matches=told_in_full(self.matcher.find(view)),
            title_end=view.at(report.title.end) if report.title else 0,
            home=self.home(report),
        )
        analysis.actors = find_actors(analysis)
        gather(analysis)
        analysis.wheres = find_places(analysis)
        analysis.topics = find_topics(analysis)
        analysis.documents = find_documents(analysis)
        analysis.whens = dates.find(analysis, self.anchor(report))
        if report.published is None:
            self._infer_published(analysis)
        return analysis

    def _infer_published(self, analysis: Analysis) -> None:
        """The published date from the report's own facts, where they leave one day; relative days then count from it."""
        published = infer_published(analysis, today=self.today)
        if published is None:
            month = infer_month(analysis, today=self.today)
            if month is not None:
                analysis.whens = dates.find(analysis, Anchor(month=month))
            return
        analysis.report = msgspec.structs.replace(analysis.report, published=published)
        analysis.whens = dates.find(analysis, self.anchor(analysis.report))

    def anchor(self, report: Report) -> Anchor:
        """What the report's relative days count from."""
        published = datetime.date.fromisoformat(report.published.value[:10]) if report.published else None
        line = report.dateline
        dateline = (line.day, line.month, line.year) if line and line.day and line.month else None
        return Anchor(published, dateline)

    def read(self, source: Source) -> Record:
        """The record of one report."""
        return self._frame(source)[0]

    def explain(self, source: Source) -> Explanation:
        """The record of one report with its derivation and near misses."""
        record, work = self._frame(source)
        return explain(work, record)

    def _frame(self, source: Source) -> tuple[Record, Engagements]:
        analysis = self.analyse(source)
        weights = self.pack.data.confidence
        statements = [rated_statement(s, weights) for s in find_statements(analysis)]
        work = Engagements(analysis, statements)
        engagements = [rated(e, weights) for e in work.engagements()]
        record = Record(
            id=source.id,
            language=analysis.report.language.value,
            published=analysis.report.published.value if analysis.report.published else None,
            engagements=engagements,
            statements=statements,
            own_voice=own_voice(analysis, statements, work.told()),
            report=analysis.report,
            program=__version__,
            packs=f"{self.pack.settings.code}-{self.pack.digest}",
        )
        return record, work


def settle() -> None:
    """For a program that reads many reports: takes all that was loaded out of the sight of the collector of cycles and has it look seldom.
    What is made for one report goes with it without a collector."""
    gc.freeze()
    gc.set_threshold(YOUNG)


# The language that is read where none is named.
LANGUAGE = "ar"


def load(language: str = LANGUAGE, *, today: datetime.date | None = None) -> Reader:
    """The reader of a language. `today` (the clock's day by default) is the last day that a report without a date can be of.

    Raises `packs.PackError` when the pack is missing or at fault.
    """
    return Reader(packs.load(language), today or datetime.date.today())
