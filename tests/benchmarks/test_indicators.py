"""The figures on indicators: what is counted, how documents are parted, and the intervals."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import indicators


def test_coverage_counts_claims_of_the_kinds_asked_for_by_the_best_answer(tmp_path):
    claim = {"kind": "people", "unit": "人", "per": None, "subject": ["县总工会"], "action": ["发展"], "item": ["会员"]}
    free = {**claim, "action": ["抬", "发展"], "item": ["大梁"]}
    bare = {**claim, "subject": [], "action": [], "item": []}
    path = tmp_path / "a.gold.json"
    path.write_text(json.dumps({"claims": [claim, free, bare, {**claim, "kind": "count"}]}), encoding="utf-8")
    assert indicators.counted([path]) == (1, 3)
    assert indicators.counted([path], ("count",)) == (0, 1)


def test_halves_are_the_whole_and_the_quarter_lies_in_the_half_not_written_on():
    every, written, other, quarter, later, measure = indicators.parts().values()
    assert sorted(written + other + later) == sorted(every) and len(set(every)) == len(every)
    assert set(quarter) < set(other)
    assert measure and not set(measure) & set(every)


@given(st.integers(1, 2000), st.data())
def test_an_interval_holds_its_share_and_stays_within_nothing_and_all(total, data):
    right = data.draw(st.integers(0, total))
    low, high = indicators.interval(right, total)
    assert 0 <= low <= right / total + 1e-9 and right / total - 1e-9 <= high <= 1
    assert low < high


def test_an_interval_is_wilsons_and_refuses_more_than_all():
    low, high = indicators.interval(184, 200)
    assert (round(low, 3), round(high, 3)) == (0.874, 0.950)
    assert indicators.interval(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="3 of 2"):
        indicators.interval(3, 2)


def test_a_folder_of_ones_own_is_counted_alone(tmp_path, capsys):
    indicators.main([str(tmp_path)])
    assert capsys.readouterr().out.splitlines()[1:] == ["  these documents: 0 of 0, 0.0%"]
