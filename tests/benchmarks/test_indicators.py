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
    claim, free, bare = ({**row, "context": "发展会员300人", "quote": "300人"} for row in (claim, free, bare))
    path = tmp_path / "a.gold.json"
    path.write_text(json.dumps({"claims": [claim, free, bare, {**claim, "kind": "count"}]}), encoding="utf-8")
    assert indicators.counted([path]) == (1, 3)
    assert indicators.counted([path], ("count",)) == (0, 1)


def test_halves_are_the_whole_and_the_quarter_lies_in_the_half_not_written_on():
    every, seen, written, other, quarter, later, last, newest, measure = indicators.parts().values()
    assert sorted(written + other + later + last) == sorted(seen) and len(set(every)) == len(every)
    assert sorted(seen + newest) == sorted(every)
    assert set(quarter) < set(other)
    assert measure and not set(measure) & set(every)


def test_the_sentence_of_the_document_decides_with_the_fields(tmp_path):
    money = {"kind": "money", "unit": "元", "per": None, "subject": ["县总工会"], "action": ["赔"], "item": ["意外险"]}
    text = "云水新闻\n\n县总工会给环卫工买了意外险，出了事最高能赔20万元。\n去年意外险赔了3万元。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    most, paid = ({**money, "context": quote, "quote": quote} for quote in ("20万元", "3万元"))
    path = tmp_path / "a.gold.json"
    path.write_text(json.dumps({"doc": "a.txt", "claims": [most, paid]}), encoding="utf-8")
    assert [told for _, told in indicators.given(path)] == ["sum_insured", "benefits_paid"]


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
