"""Planted sums come out right; the wordings that no rule was mended with show what to expect of others."""

from __future__ import annotations

import pytest

from benchmarks import sums
from pipeline import FactBase, config
from pipeline.run.batch import run


@pytest.mark.parametrize(
    ("which", "rows", "floor"),
    [("rules", 26, 26), ("held", 26, 25), ("second", 57, 55), ("third", 63, 58), ("fourth", 63, 58)],
)
def test_planted_sums_are_right(tmp_path, which, rows, floor):
    groups = list(sums.plant(9, 1, which))
    (tmp_path / "in").mkdir()
    for group in groups:
        for name, text in group.articles.items():
            (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    run([str(tmp_path / "in")], tmp_path / "facts.db", config.load(), progress=False)
    with FactBase.open(tmp_path / "facts.db", readonly=True) as base:
        wrong = {group.case: found for group in groups if (found := sums.judge(base, group))}
    assert len(groups) == rows
    assert len(groups) - len(wrong) >= floor, wrong


def test_judge_sees_a_wrong_sum(tmp_path):
    (group, *_) = sums.plant(9, 1, "rules")
    with FactBase.open(tmp_path / "facts.db") as base:
        assert "None for" in sums.judge(base, group)
