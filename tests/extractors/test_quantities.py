from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quantities import find, localise
from extractors.quantity_masks import in_idiom
from extractors.quantity_units import unit_at
from gazetteers import rows

CASES = Path(__file__).parent / "cases"
TABLES = ("units", "classifiers", "currencies", "hedges", "number_idioms", "counted_nouns")


def lines(name: str) -> list[str]:
    text = (CASES / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def decimals(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize("line", lines("quantities.jsonl"), ids=lambda s: s[10:30])
def test_quantities_of_a_sentence(line: str) -> None:
    case: dict[str, Any] = json.loads(line)
    text = case["text"]
    found = find(text)
    assert [text[q.span.start : q.span.end] for q in found] == [want["quote"] for want in case["quantities"]]
    for got, want in zip(found, case["quantities"], strict=True):
        value = decimals(want["value"])
        assert (got.value is None) == (value is None)
        if got.value is not None and value is not None:
            assert abs(got.value - value) <= (Decimal("1e-3") if got.unit == "比" else 0)
        assert got.high == decimals(want["high"])
        assert (got.unit, got.kind, got.modifier, got.per) == (
            want["unit"],
            want["kind"],
            want["modifier"],
            want["per"],
        )


@pytest.mark.parametrize("line", lines("quantities_none.txt"))
def test_what_is_no_quantity(line: str) -> None:
    assert [line[q.span.start : q.span.end] for q in find(line)] == []


@pytest.mark.parametrize("line", lines("quantities_known_failures.jsonl"), ids=lambda s: s[10:30])
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="not read yet")
def test_known_failures(line: str) -> None:
    case = json.loads(line)
    text = case["text"]
    got = {text[q.span.start : q.span.end]: q for q in find(text)}
    assert case["quote"] in got
    assert getattr(got[case["quote"]], case["field"]) == case["want"]


def test_the_outer_span_holds_hedges_and_currency() -> None:
    text = "挽回损失近10万元以上，约合新台币350万元左右。"
    assert [text[q.outer.start : q.outer.end] for q in find(text)] == ["近10万元以上", "约合新台币350万元左右"]


def test_a_denominator_ends_with_its_clause() -> None:
    text = "每户补助500元，预计发放3万户，共计1500万元。"
    assert [q.per for q in find(text)] == ["户", None, None]


@pytest.mark.parametrize(
    ("page", "unit"),
    [
        ("民国101年3月，嘉义市某产业总工会理事长说，劳委会补助新台币8万元，会员每人可领500元。", "新台币元"),
        ("香港某工会上月到劳工处请愿，港岛会员停工三天，损失9000港元，时薪45元太低。", "港元"),
        ("代表团到台北、高雄、台中访问，受赠新台币2万元，折合人民币4500元，另有500元结余。", "元"),
        ("民国26年，某厂工人捐款500元。", "元"),
        ("香港客商给青山县工会捐款500元。", "元"),
        ("花莲一家旅宿的房务员失业，职业工会理事长说，劳动部每小时给津贴，行政院再补1500元。", "新台币元"),
        ("港岛某码头外判工去年向劳工处和立法会投诉，强积金被扣，香港时薪67元太低。", "港元"),
        ("澳门博彩业双职家庭在氹仔、路环都难找托儿，社会工作局每名额每月资助1800元。", "澳门元"),
        ("中山市工会到澳门路环访问，收到捐款500元。", "元"),
    ],
)
def test_a_bare_yuan_is_the_money_of_the_page(page: str, unit: str) -> None:
    assert localise(find(page), page)[-1].unit == unit


@pytest.mark.parametrize("noun", ["儿子", "姐妹", "孩子", "学生"])
def test_ge_before_a_person_counts_people(noun: str) -> None:
    (quantity,) = find(f"他有两个{noun}。")
    assert (quantity.unit, quantity.kind) == ("人", "people")


@pytest.mark.parametrize("noun", ["职工书屋", "学生食堂", "工会组织", "工人先锋号", "客户"])
def test_ge_before_a_thing_counts_things(noun: str) -> None:
    (quantity,) = find(f"全市有3个{noun}。")
    assert (quantity.unit, quantity.kind) == ("个", "count")


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_sorted_and_without_duplicates(table: str) -> None:
    got = [tuple(row.values()) for row in rows(table)]
    assert got == sorted(set(got))
    assert all(row["source"] for row in rows(table))


@pytest.mark.parametrize("row", rows("number_idioms"), ids=lambda row: row["pattern"])
def test_each_idiom_matches_its_example(row: dict[str, str]) -> None:
    assert in_idiom(row["example"], 0, len(row["example"]))


def test_examples_of_units_are_read() -> None:
    for table in ("units", "classifiers"):
        for row in rows(table):
            if not row["example"]:
                continue
            (quantity,) = find(f"共有{row['example']}{'流量' if row['surface'] == 'G' else ''}。")
            assert (quantity.unit, quantity.kind) == (row["unit"], row["kind"]), row["example"]


def test_the_longest_unit_wins() -> None:
    units = {"人次": "人次", "人（次）": "人次", "平方公里": "平方公里", "个百分点": "百分点", "名师": "人"}
    for text, unit in units.items():
        word = unit_at(text, 0)
        assert word is not None
        assert word.unit == unit
    for text in ("家庭", "人大代表", "元旦", "本级工会", "个性"):
        assert unit_at(text, 0) is None


@given(
    st.text(
        alphabet="0123456789.,%一二两三十百千万亿多余数半成元人次个名家年月天每约近至少以上和、，。—-~:“”《》第\n ",
        max_size=60,
    )
)
def test_find_never_fails_nor_overlaps(text: str) -> None:
    at = 0
    for q in find(text):
        assert at <= q.span.start < q.span.end <= len(text)
        assert q.outer.start <= q.span.start
        assert q.span.end <= q.outer.end
        assert "\n" not in text[q.span.start : q.span.end]
        at = q.span.end


@given(st.integers(1, 10**9), st.sampled_from(["元", "人", "人次", "家", "平方米", "个百分点"]))
def test_figures_with_a_unit_come_back(n: int, unit: str) -> None:
    (quantity,) = find(f"，共计{n}{unit}。")
    assert quantity.value == n


@pytest.mark.parametrize(
    "piece", ["1", "一", "1,", "十万", "一点", "1元至", "1元", "“一", "1、", "1+", "每", "约", "第一"]
)
def test_long_runs_take_linear_time(piece: str) -> None:
    began = time.process_time()  # other work on the machine does not count; time by the square would take minutes
    find(piece * 4000)
    assert time.process_time() - began < 3
