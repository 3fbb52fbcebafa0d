"""Time expressions: cases as data, and what holds for every text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteers
from extractors.model import Span
from extractors.times import find, governing, resolve

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", rows("times.jsonl"), ids=lambda case: f"{case['text']}@{case['published']}")
def test_expression_is_read_alone_and_inside_of_a_sentence(case: dict[str, Any]) -> None:
    published = day(case["published"])
    got = resolve(case["text"], published)
    assert got is not None
    assert (got.start, got.end, got.kind) == (day(case["start"]), day(case["end"]), case["kind"])
    assert got.span == (0, len(case["text"]))
    if case["text"].startswith("108年"):
        return  # a bare year of the Republic needs Taiwan in sight
    text = f"记者了解到，{case['text']}，工会开展活动。"
    inside = find(text, published)
    assert [text[p.span.start : p.span.end] for p in inside] == [case["text"]]
    assert (inside[0].start, inside[0].end, inside[0].kind) == (got.start, got.end, got.kind)


@pytest.mark.parametrize("case", rows("times_loose.jsonl"), ids=lambda case: case["text"])
def test_form_that_is_a_time_only_by_itself(case: dict[str, Any]) -> None:
    got = resolve(case["text"], date(2021, 6, 14))
    assert got is not None
    assert (got.start, got.end) == (day(case["start"]), day(case["end"]))
    if case["text"][0] != "上":
        assert case["text"] not in {
            case["text"][p.span.start : p.span.end] for p in find(case["text"], date(2021, 6, 14))
        }


@pytest.mark.parametrize("text", (CASES / "times_none.txt").read_text(encoding="utf-8").splitlines())
def test_no_time_in(text: str) -> None:
    assert find(text, date(2024, 3, 4)) == ()
    assert find(f"他们{text}，", date(2024, 3, 4)) == ()


@pytest.mark.parametrize("case", rows("times_text.jsonl"), ids=lambda case: case["text"][:16])
def test_expressions_of_a_text(case: dict[str, Any]) -> None:
    got = find(case["text"], day(case["published"]))
    assert [(case["text"][p.span.start : p.span.end], p.start, p.end) for p in got] == [
        (surface, day(start), day(end)) for surface, start, end in case["want"]
    ]


@pytest.mark.parametrize("case", rows("times_govern.jsonl"), ids=lambda case: case["text"][:24])
def test_period_that_governs_a_figure(case: dict[str, Any]) -> None:
    at = case["text"].index("【")
    text = case["text"].replace("【", "").replace("】", "")
    start = max(text.rfind("。", 0, at) + 1, 0)
    got = governing(
        find(text, day(case["published"])), at, Span(start, text.index("。", at) + 1), Span(0, len(text)), text
    )
    assert (text[got.span.start : got.span.end] if got else None) == case["want"]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", rows("times_known_failures.jsonl"), ids=lambda case: case["why"])
def test_known_failure(case: dict[str, Any]) -> None:
    got = find(case["text"], day(case["published"]))
    found = {case["text"][p.span.start : p.span.end]: (p.start, p.end) for p in got}
    assert found[case["surface"]] == (day(case["start"]), day(case["end"]))


ALPHABET = (
    "0123456789一二三十百〇年月日号周季度前后来内间底初末上下半去今明近两多个至到从自截以起比同期"
    "春节“”，。、—-~./（）\n现目当次民国世纪代旬天农历点分小时第"
)


@given(st.text(ALPHABET, max_size=40), st.none() | st.dates())
def test_any_text_is_read_without_error_in_order_and_without_overlap(text: str, published: date | None) -> None:
    resolve(text, published)
    end = 0
    for period in find(text, published):
        assert end <= period.span.start < period.span.end <= len(text)
        assert period.start is None or period.end is None or period.start <= period.end
        end = period.span.end


@given(st.text(max_size=30))
def test_resolve_never_raises(text: str) -> None:
    resolve(text, date(2024, 3, 4))


@given(
    st.sampled_from([c["text"] for c in rows("times.jsonl") if c["kind"] != "compared" and c["text"][0] != "1"]),
    st.text("工会职员服务群众活动，。", max_size=12),
    st.text("工会职员服务群众活动", max_size=12),
)
def test_text_around_changes_nothing(surface: str, before: str, after: str) -> None:
    published = date(2024, 3, 4)
    text = f"{before}，{surface}，{after}"
    alone, inside = find(surface, published), find(text, published)
    assert [(p.start, p.end, p.kind) for p in inside] == [(p.start, p.end, p.kind) for p in alone]


@pytest.mark.parametrize("name", ["holidays", "five_year_plans", "time_words", "lunar_new_year"])
def test_table_is_sorted_without_duplicates_and_with_provenance(name: str) -> None:
    table = gazetteers.rows(name)
    keys = [next(iter(row.values())) for row in table]
    assert keys == sorted(set(keys))
    assert all(row["source"] for row in table)
