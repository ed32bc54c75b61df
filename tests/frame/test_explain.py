"""The explanation of a report: every value of the record stands in the tree once, and what the rules mean is told."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import as_file, files

from mahdar import pipeline
from mahdar.export.explained import rules_of
from mahdar.frame.explain import Explanation, Node, meaning
from mahdar.ingest.files import sources
from mahdar.model import Engagement, Source, Statement
from mahdar.packs import HOME, rows


def explained() -> list[Explanation]:
    reader = pipeline.load()
    with as_file(files("mahdar") / "demo" / "reports.jsonl") as bundled:
        found = list(sources([str(bundled)], published=None, outlet=None, url=None))
    return [reader.explain(source) for source in found if isinstance(source, Source)]


EXPLAINED = explained()


def leaves(node: Node) -> list[tuple[int, int, str]]:
    """Places and rules of all that was read: a node without `how` only tells where something is told again."""
    own = [(node.start, node.end, node.rule)] if node.how else []
    return own + [one for child in node.children for one in leaves(child)]


def test_every_piece_of_evidence_stands_in_the_tree_once() -> None:
    for explanation in EXPLAINED:
        claims: list[Engagement | Statement] = [*explanation.record.engagements, *explanation.record.statements]
        for claim, root in zip(claims, explanation.tree, strict=True):
            told = Counter(leaves(root))
            assert told == Counter((e.start, e.end, e.rule) for e in claim.evidence), claim.id


def test_the_rules_of_the_bundled_reports_are_explained() -> None:
    named = set().union(*(rules_of(explanation) for explanation in EXPLAINED))
    assert sorted(rule for rule in named if not meaning(rule)[1]) == [], "each needs a row in src/mahdar/frame/rules.tsv"


def test_the_rules_of_the_cases_are_explained() -> None:
    reader = pipeline.load()
    named: set[str] = set()
    for path in sorted((HOME / "lang" / "ar" / "cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            record = reader.read(Source(id="x", text=case["text"], title=case.get("title"), published=case.get("published")))
            claims: list[Engagement | Statement] = [*record.engagements, *record.statements]
            named |= {e.rule for claim in claims for e in claim.evidence}
    assert len(named) > 200
    assert sorted(rule for rule in named if not meaning(rule)[1]) == [], "each needs a row in src/mahdar/frame/rules.tsv"


def test_a_rule_is_explained_by_the_longest_name_that_it_begins_with() -> None:
    assert meaning("verb: finite, that")[0] == "verb: finite"
    assert meaning("complement: on")[0] == "complement: on"
    assert meaning("no rule of ours") == ("no rule of ours", "")


def test_every_rule_is_explained_once() -> None:
    found = list(rows(HOME / "frame" / "rules.tsv"))
    assert len({row["rule"] for row in found}) == len(found)
    assert all(row["rule"] and row["meaning"] for row in found)
