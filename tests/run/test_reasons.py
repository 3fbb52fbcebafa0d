"""Rules in words, and what spoke for each value: the same choice as the reading made."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import extractors.claims
from pipeline.model import Source
from pipeline.process import process
from pipeline.run.reasons import of_rule, rules, weigh

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"


def strings(module: str) -> set[str]:
    tree = ast.parse((Path(extractors.claims.__file__).parent / module).read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_rule_in_words_is_one_that_the_code_names() -> None:
    named = strings("frames.py") | strings("find.py")
    assert {name for _, name in rules()} - named == set()


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.name)
def test_every_rule_of_the_samples_is_told_in_words(path: Path) -> None:
    told = {fact.claim.rule for fact in process(Source(path.name, path.read_bytes())).facts}
    assert {rule for rule in told if len(of_rule(rule)) != 2} == set()


def test_a_rule_of_another_release_is_passed_over() -> None:
    assert of_rule("X-Y-Z+guess") == ()
    assert of_rule("") == ()
    assert [rule.name for rule in of_rule("V-Q-N+guess")] == ["V-Q-N"]


def test_what_is_weighed_is_what_was_chosen() -> None:
    source = Source("a.txt", (SAMPLE / "11-three-articles.txt").read_bytes())
    facts = process(source).facts
    for fact in facts[:2] + facts[-2:]:
        weighed = {w.slot: w for w in weigh(source, fact)}
        assert {"action", "item"} <= set(weighed)
        for slot, choice in weighed.items():
            assert choice.chosen == getattr(fact.claim, slot)
            assert 0 <= choice.probability <= 1
            assert choice.rival != choice.chosen
            assert [abs(pull) for _, pull in choice.pulls] == sorted((abs(p) for _, p in choice.pulls), reverse=True)
        assert any(choice.pulls for choice in weighed.values())
