"""What a figure is compared with: cases as data, and what holds for every text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteers
from extractors import claims, quantities, times
from extractors.claims import baselines, comparisons
from extractors.model import Baseline, Claim, Context, Period, Span
from extractors.times import calendar, earlier
from pipeline.nlp import reader
from pipeline.text import sentences

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def read(text: str, published: date | None = date(2024, 5, 6)) -> tuple[Claim, ...]:
    context = Context(published)
    data = (doc := reader.read(text, context)).user_data
    spans = sentences.split(text)
    return claims.find(doc, data[reader.QUANTITIES], data[reader.TIMES], data[reader.ENTITIES], spans, context)


def told(baseline: Baseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    period, amount = baseline.period, baseline.amount
    days = [day and day.isoformat() for day in ((period.start, period.end) if period else (None, None))]
    value = None if amount is None or amount.value is None else float(amount.value)
    return {"text": baseline.text, "start": days[0], "end": days[1], "value": value}


def found(case: dict[str, Any]) -> dict[str, Any] | None:
    at = case["text"].index("【")
    text = case["text"].replace("【", "").replace("】", "")
    published = date.fromisoformat(case["published"])
    (claim,) = (c for c in read(text, published) if c.quantity.outer.start <= at < c.quantity.outer.end)
    return told(claim.baseline)


@pytest.mark.parametrize("case", rows("baselines.jsonl"), ids=lambda case: case["text"])
def test_what_a_figure_is_compared_with(case: dict[str, Any]) -> None:
    assert found(case) == case["want"]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", rows("baselines_known_failures.jsonl"), ids=lambda case: case["why"])
def test_known_failure(case: dict[str, Any]) -> None:
    assert found(case) == case["want"]


WORDS = (
    *("工会", "比", "较", "上年", "2015年", "去年同期", "同比", "环比", "由", "从", "12家", "300元", "8%", "2倍"),
    *("提高到", "增加到", "增长", "多出", "下降", "是", "的", "了", "，", "。", "、", "；", "与", "相比", "分别", "和"),
    *("每人", "平均水平", "高于", "翻番", "比例", "截至6月底", ",", "\n"),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=22), st.none() | st.dates())
def test_baseline_stands_in_the_text_beside_its_figure(words: list[str], published: date | None) -> None:
    text = "".join(words)
    found = read(text, published)
    for claim in found:
        baseline = claim.baseline
        if baseline is None:
            continue
        assert baseline.text == text[slice(*baseline.span)]
        assert not baseline.span.overlaps(claim.quantity.span)
        if baseline.amount is not None:
            assert baseline.amount in [c.quantity for c in found]
            assert baseline.amount != claim.quantity
        if baseline.period is not None:
            start, end = baseline.period.start, baseline.period.end
            assert start is None or end is None or start <= end


@given(st.lists(st.sampled_from(WORDS), max_size=22))
def test_everything_but_the_baseline_stays_as_it_was(words: list[str]) -> None:
    text = "".join(words)
    plain = tuple(Claim(q) for q in quantities.find(text))
    compared = baselines.compare(plain, text, times.find(text, None), sentences.split(text))
    assert tuple(replace(c, baseline=None) for c in compared) == plain


DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@given(DAYS, DAYS, st.integers(1, 5))
def test_year_before_keeps_the_stretch(one: date, other: date, years: int) -> None:
    own = Period(Span(0, 1), min(one, other), max(one, other))
    start, end = earlier.year_before(own, years)
    assert start is not None and end is not None and own.start is not None and own.end is not None
    assert start <= end
    assert (start.year, end.year) == (own.start.year - years, own.end.year - years)
    assert abs((end - start).days - (own.end - own.start).days) <= 2  # days of February


@given(DAYS, st.integers(1, 36))
def test_stretch_before_ends_where_the_figures_own_time_begins(first: date, months: int) -> None:
    start = first.replace(day=1)
    after = calendar.shift_months(start, months)
    assert after is not None
    own = Period(Span(0, 1), start, after - timedelta(days=1))
    then, last = earlier.stretch_before(own)
    assert then is not None and last is not None
    assert last + timedelta(days=1) == start
    assert (start.year - then.year) * 12 + start.month - then.month == months


@given(DAYS, DAYS)
def test_stretch_before_is_as_long(one: date, other: date) -> None:
    own = Period(Span(0, 1), min(one, other), max(one, other))
    start, end = earlier.stretch_before(own)
    assert start is not None and end is not None and own.start is not None and own.end is not None
    assert end + timedelta(days=1) == own.start
    if own.start.day != 1 or (own.end + timedelta(days=1)).day != 1:
        assert end - start == own.end - own.start


@pytest.mark.parametrize("own", [None, Period(Span(0, 1), None, None, "vague"), Period(Span(0, 1), None, date.max)])
def test_unknown_ends_stay_unknown(own: Period | None) -> None:
    assert earlier.stretch_before(own) == (None, None)
    assert earlier.year_before(own)[0] is None


@pytest.mark.parametrize("own", [Period(Span(0, 1), date.min, date.min), Period(Span(0, 1), date.max, date.max)])
def test_ends_of_the_calendar_are_no_error(own: Period) -> None:
    earlier.stretch_before(own)
    earlier.year_before(own)
    earlier.compared_with("上年", Period(Span(2, 4), date.min, date.min), own)
    earlier.compared_with("去年同期", Period(Span(2, 4), date.min, date.min), own)


def words(role: str) -> list[str]:
    return [row["word"] for row in gazetteers.rows("comparison_words") if row["role"] == role]


@pytest.mark.parametrize("word", words("change"))
def test_each_word_of_change_measures_its_figure(word: str) -> None:
    text = f"今年的会员比上年{word}12家"
    named = comparisons.measured_by(text, comparisons.masked(text), 0, text.index("12"), told=False)
    assert named is not None
    assert text[slice(*named)] == "上年"


@pytest.mark.parametrize("word", words("become"))
def test_each_word_of_becoming_joins_two_figures(word: str) -> None:
    text = f"会员由上年的5家{word}到8家"
    first, second = (Span(text.index(x), text.index(x) + 2) for x in ("5家", "8家"))
    named = comparisons.grown_from(text, text, first, second)
    assert named is not None
    assert text[slice(*named)] == "上年的5家"


@pytest.mark.parametrize("word", words("not"))
def test_word_in_which_nothing_is_compared(word: str) -> None:
    text = f"工会的{word}项目增加12家"
    assert comparisons.measured_by(text, comparisons.masked(text), 0, text.index("12"), told=False) is None


def test_table_is_sorted_without_doubles_and_with_known_roles() -> None:
    table = [(row["word"], row["role"]) for row in gazetteers.rows("comparison_words")]
    assert table == sorted(set(table))
    roles = {"than", "than-time", "with", "closer", "yearly", "previous", "yearly-opening", "previous-opening", "above"}
    roles |= {"standard", "set", "adverb", "change", "amount", "restated", "become", "not", "pointing"}
    assert {role for _, role in table} == roles
