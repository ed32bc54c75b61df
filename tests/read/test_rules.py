"""Every rule of the furniture files runs its own examples, and they are checked by the reader that uses them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mahdar
from mahdar.read.rules import ResidueRules, Rule, fold_pattern, load_rules
from mahdar.text import fold

LANG = Path(mahdar.__file__).parent / "lang"
FILES = sorted(LANG.glob("*/residue.toml"))


def _matches(rule: Rule, example: str) -> bool:
    view = example if rule.raw else fold(example).text
    pattern = re.compile(rule.pattern if rule.raw else fold_pattern(rule.pattern))
    if rule.place == "start":
        m = pattern.match(view)
        return bool(m and m.end())
    if rule.place in ("end", "tail"):
        view = view.rstrip()
        if not any(fold(cue).text in view for cue in rule.cue):
            return False
        m = pattern.search(view)
        return bool(m and m.end() == len(view))
    return pattern.fullmatch(view.strip()) is not None


EXAMPLES = [
    pytest.param(rule, example, wanted, id=f"{path.parent.name}-{number}-{rule.kind}-{'yes' if wanted else 'no'}-{n}")
    for path in FILES
    for number, rule in enumerate(load_rules(path).rule)
    for wanted, examples in ((True, rule.yes), (False, rule.no))
    for n, example in enumerate(examples)
]


@pytest.mark.parametrize(("rule", "example", "wanted"), EXAMPLES)
def test_example(rule: Rule, example: str, wanted: bool) -> None:
    assert _matches(rule, example) is wanted


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name)
def test_every_rule_has_examples_and_cues(path: Path) -> None:
    rules = load_rules(path)
    for rule in rules.rule:
        assert rule.yes and rule.no, rule.kind
        assert bool(rule.cue) == (rule.place in ("end", "tail")), rule.kind
    assert len({rule.kind for rule in rules.rule}) >= 30


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "residue.toml"
    bad.write_text('[[rule]]\nkind = "x"\nplace = "line"\npattern = "("\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"residue\.toml"):
        _ = load_rules(bad)
    bad.write_text('[[rule]]\nkind = "x"\nplace = "nowhere"\npattern = "a"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"residue\.toml"):
        load_rules(bad)


def test_rules_without_words_work() -> None:
    rules = ResidueRules(rule=[])
    assert rules.whole == {} and rules.credits.search("a: b") is None
